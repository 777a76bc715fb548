package dev.baton.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts, on a real server, do what the model says of them. */
@Execution(ExecutionMode.SAME_THREAD)
class ConformanceTest {
  private static final int STEPS = 400;
  private static ScriptServer server;

  @BeforeAll
  static void start() {
    server = new ScriptServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 256", "3, 65536"})
  void scripts_anyCommands_doWhatTheModelSays(long seed, long span) throws Exception {
    List<String> steps = record(seed, span == 1 ? Recording.ALONE_OR_BARE : Recording.ALONE, span);

    assertThat(String.join("\n", steps))
        .contains("\"granted\"", "\"queued\"", "\"lost\"", "\"renewed\"", "pushes |-> {<<");
    assertThat(follow("span-" + span, ALONE.formatted(span == 1 ? "\"p3\"" : ""), span, steps))
        .isEqualTo(Verdict.NOTHING);
  }

  @ParameterizedTest
  @CsvSource({"6, 1", "7, 256", "8, 1", "9, 65536"})
  void scripts_anyCommandsForShares_doWhatTheModelSays(long seed, long span) throws Exception {
    List<String> steps = record(seed, Recording.SHARING, span);

    assertThat(String.join("\n", steps))
        .contains("\"granted\"", "\"queued\"", "\"lost\"", "\"renewed\"", "pushes |-> {<<")
        .contains("\"runs out\"", "\"falls silent\"", "heard |-> [", " @@ ");
    assertThat(follow("shares-" + seed, SHARING, span, steps)).isEqualTo(Verdict.NOTHING);
  }

  @Test
  void recording_ofAnotherSum_isNotFollowed() throws Exception {
    List<String> steps = new ArrayList<>(record(10, Recording.SHARING, 1));
    int some = indexOfLast(steps, "sum |-> 2");
    steps.set(some, steps.get(some).replace("sum |-> 2", "sum |-> 1"));

    assertThat(follow("another-sum", SHARING, 1, steps)).isEqualTo(Verdict.STUCK);
  }

  @Test
  void recording_ofAnotherReply_isNotFollowed() throws Exception {
    List<String> steps = new ArrayList<>(record(4, Recording.ALONE, 256));
    int some = indexOfLast(steps, "word |-> \"queued\"");
    steps.set(some, steps.get(some).replace("\"queued\"", "\"granted\""));

    assertThat(follow("another-reply", ALONE.formatted(""), 256, steps)).isEqualTo(Verdict.STUCK);
  }

  @Test
  void recording_ofAnotherFence_isNotFollowed() throws Exception {
    List<String> steps = new ArrayList<>(record(5, Recording.ALONE, 256));
    int some = indexOfLast(steps, "word |-> \"granted\"");
    steps.set(some, steps.get(some).replace("last |-> ", "last |-> 1"));

    assertThat(follow("another-fence", ALONE.formatted(""), 256, steps)).isEqualTo(Verdict.STUCK);
  }

  /** Commands at random, likely enough to find the lock in every state. */
  private static List<String> record(long seed, Map<String, Request.Kind> kinds, long span) {
    SplittableRandom random = new SplittableRandom(seed);
    Recording recording = new Recording(server, kinds, span);
    List<String> processes = List.copyOf(new TreeSet<>(kinds.keySet()));
    recording.expires();
    recording.forgets();
    processes.forEach(process -> recording.hears(process, random.nextInt(3) > 0));
    List<String> values = new ArrayList<>(List.of(recording.valueOfLongAgo()));
    for (int i = 0; i < STEPS; i++) {
      String process = processes.get(random.nextInt(processes.size()));
      step(recording, random, process, values, span);
      values.addAll(recording.values());
    }
    processes.forEach(process -> recording.hears(process, false));
    return recording.steps();
  }

  private static void step(
      Recording recording,
      SplittableRandom random,
      String process,
      List<String> values,
      long span) {
    int number = 1 + random.nextInt(4);
    List<String> now = recording.values();
    boolean late = now.isEmpty() || random.nextInt(5) == 0;
    String value = any(late ? values : now, random);
    long used = span == 1 || isShare(value) ? 0 : fenceOf(value) + random.nextLong(span);
    if (!now.isEmpty() && isShare(now.get(0)) && random.nextInt(8) == 0) {
      if (random.nextBoolean()) {
        recording.runsOut(any(now, random));
      } else {
        recording.fallsSilent();
      }
      return;
    }
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> recording.acquire(process, number);
      case 4, 5 -> recording.release(process, value, used);
      case 6, 7 -> {
        if (!recording.shares(process)) {
          rejoin(recording, process, number, value, used);
        }
      }
      case 8, 9 -> recording.cancel(process, number);
      case 10 -> recording.renew(process, value);
      case 11, 12 -> recording.hears(process, random.nextInt(3) > 0);
      default -> {
        if (random.nextBoolean()) {
          recording.expires();
        } else {
          recording.forgets();
        }
      }
    }
  }

  /** REJOIN always tells a fence. */
  private static void rejoin(
      Recording recording, String process, int number, String value, long used) {
    if (value.contains("#")) {
      recording.rejoin(process, number, value, Math.max(used, fenceOf(value)));
    }
  }

  private static String any(List<String> values, SplittableRandom random) {
    return values.get(random.nextInt(values.size()));
  }

  private static boolean isShare(String value) {
    return value.contains("*");
  }

  private static long fenceOf(String value) {
    return Long.parseLong(value.substring(value.indexOf('#') + 1));
  }

  private static int indexOfLast(List<String> steps, String text) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (steps.get(i).contains(text)) {
        return i;
      }
    }
    throw new AssertionError("no step has " + text);
  }

  /** Who the processes are, and what is put in the place of what, in the words of TLC. */
  private static final String ALONE =
      """
        Procs = {"p1", "p2", "p3"}
        Callers = {%s}
      """;

  private static final String SHARING =
      """
        Procs = {"p1", "p2", "reader1", "reader2", "strict", "small1", "small2", "large"}
        Callers = {}
        Readers = {"reader1", "reader2", "strict"}
        Strict = {"strict"}
        Small = {"small1", "small2"}
        Large = {"large"}
        Limit = 2
        Silence = 1
        Perform <- PerformSharing
        Value <- ValueOrShare
        Clocks <- ClocksOfShares
        FollowEvent <- FollowEventOfShares
      """;

  private static String follow(String name, String constants, long span, List<String> steps)
      throws Exception {
    Path folder = Files.createDirectories(Path.of("target/recorded", name));
    Files.writeString(
        folder.resolve("Recorded.tla"),
        """
        ---- MODULE Recorded ----
        EXTENDS %s
        MostSetAside == 65536
        Recorded == <<
        %s
        >>
        ====
        """
            .formatted(
                constants.equals(SHARING) ? "SharingConformance" : "Conformance",
                String.join(",\n", steps)));
    Path file = folder.resolve("Recorded.cfg");
    Files.writeString(
        file,
        """
        \\* module %s
        SPECIFICATION Spec
        CONSTANTS
        %s
          Lease = 2
          Claim = 1
          Span = %d
          Allowance <- MostSetAside
          Steps <- Recorded
        """
            .formatted(folder.resolve("Recorded"), constants, span));
    Configuration configuration = Configuration.read(file);
    return Tlc.check(configuration, /* large= */ false, Duration.ofMinutes(10)).violated();
  }
}
