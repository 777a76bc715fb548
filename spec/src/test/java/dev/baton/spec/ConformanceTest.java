package dev.baton.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
    List<String> steps = record(seed, span);

    assertThat(String.join("\n", steps))
        .contains("\"granted\"", "\"queued\"", "\"lost\"", "\"renewed\"", "pushes |-> {<<");
    assertThat(follow("span-" + span, span, steps)).isEqualTo(Verdict.NOTHING);
  }

  @Test
  void recording_ofAnotherReply_isNotFollowed() throws Exception {
    List<String> steps = new ArrayList<>(record(4, 256));
    int some = indexOfLast(steps, "word |-> \"queued\"");
    steps.set(some, steps.get(some).replace("\"queued\"", "\"granted\""));

    assertThat(follow("another-reply", 256, steps)).isEqualTo(Verdict.STUCK);
  }

  @Test
  void recording_ofAnotherFence_isNotFollowed() throws Exception {
    List<String> steps = new ArrayList<>(record(5, 256));
    int some = indexOfLast(steps, "word |-> \"granted\"");
    steps.set(some, steps.get(some).replace("last |-> ", "last |-> 1"));

    assertThat(follow("another-fence", 256, steps)).isEqualTo(Verdict.STUCK);
  }

  /** Commands at random, likely enough to find the lock in every state. */
  private static List<String> record(long seed, long span) {
    SplittableRandom random = new SplittableRandom(seed);
    Recording recording = new Recording(server, span);
    recording.expires();
    recording.forgets();
    Recording.PROCESSES.forEach(process -> recording.hears(process, random.nextInt(3) > 0));
    List<String> values = new ArrayList<>(List.of(recording.valueOfLongAgo()));
    for (int i = 0; i < STEPS; i++) {
      step(recording, random, values, span);
      String value = recording.value();
      if (!value.isEmpty()) {
        values.add(value);
      }
    }
    Recording.PROCESSES.forEach(process -> recording.hears(process, false));
    return recording.steps();
  }

  private static void step(
      Recording recording, SplittableRandom random, List<String> values, long span) {
    String process = Recording.PROCESSES.get(random.nextInt(Recording.PROCESSES.size()));
    int number = 1 + random.nextInt(4);
    String now = recording.value();
    boolean late = now.isEmpty() || random.nextInt(5) == 0;
    String value = late ? values.get(random.nextInt(values.size())) : now;
    long used = span == 1 ? 0 : fenceOf(value) + random.nextLong(span);
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> recording.acquire(process, number);
      case 4, 5 -> recording.release(process, value, used);
      case 6, 7 -> rejoin(recording, process, number, value, used);
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

  private static String follow(String name, long span, List<String> steps) throws Exception {
    Path folder = Files.createDirectories(Path.of("target/recorded", name));
    Files.writeString(
        folder.resolve("Recorded.tla"),
        """
        ---- MODULE Recorded ----
        EXTENDS Conformance
        MostSetAside == 65536
        Recorded == <<
        %s
        >>
        ====
        """
            .formatted(String.join(",\n", steps)));
    Path file = folder.resolve("Recorded.cfg");
    Files.writeString(
        file,
        """
        \\* module %s
        SPECIFICATION Spec
        CONSTANTS
          Procs = {"p1", "p2", "p3"}
          Callers = {%s}
          Lease = 2
          Claim = 1
          Span = %d
          Allowance <- MostSetAside
          Steps <- Recorded
        """
            .formatted(folder.resolve("Recorded"), Recording.callers(span), span));
    Configuration configuration = Configuration.read(file);
    return Tlc.check(configuration, /* large= */ false, Duration.ofMinutes(10)).violated();
  }
}
