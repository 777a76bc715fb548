package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code run}, as a process, with commands that end by themselves. */
class RunTest {
  private static final String URL = RawRedis.url();
  private final String key = RawRedis.freshKey();

  @AfterEach
  void lock_afterEachOfThese_isFree() {
    assertThat(RawRedis.exists(key)).isFalse();
  }

  private Outcome run(String... flagsAndCommand) {
    List<String> words = new ArrayList<>(List.of("--url", URL, "run", key));
    words.addAll(List.of(flagsAndCommand));
    return BatonProcess.run(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "exit 0, 0",
    "exit 7, 7",
    "exit 255, 255",
    "kill -KILL $$, 137",
    "kill -TERM $$, 143",
    "kill -USR1 $$, 138"
  })
  void exitCode_ofTheCommand_isPassedOn(String script, int code) {
    assertThat(run("--", "sh", "-c", script)).isEqualTo(new Outcome(code, "", ""));
  }

  @Test
  void command_whileItRuns_holdsTheLockAndKnowsIt() {
    Outcome outcome =
        run(
            "--",
            "sh",
            "-c",
            "echo \"$BATON_KEY $BATON_TOKEN $BATON_FENCE $BATON_LEASE\"; env | grep -c BATON_");

    List<String> lines = outcome.out().lines().toList();
    assertThat(lines).hasSize(2);
    String[] words = lines.get(0).split(" ");
    assertThat(words[0]).isEqualTo(key);
    assertThat(words[1]).startsWith("sh@").endsWith("#" + words[2]);
    assertThat(Long.parseLong(words[2])).isPositive();
    assertThat(words[3]).isEqualTo("30");
    assertThat(lines.get(1)).isEqualTo("4");
  }

  @Test
  void lock_whileTheCommandRuns_isInRedisWithTheTokenItWasTold() {
    try (BatonProcess baton =
        BatonProcess.start(
            "--url", URL, "run", key, "--", "sh", "-c", "echo \"<$BATON_TOKEN>\"; exec sleep 60")) {
      baton.awaitOut(">");

      assertThat(Outcome.of("locked", key, "--url", URL, "--json").out())
          .contains("\"holder\":{\"token\":\"" + baton.out().strip().replaceAll("[<>]", "") + '"');
      baton.signal("TERM");
      assertThat(baton.outcome().code()).isEqualTo(143);
    }
  }

  @Test
  void standardStreams_ofTheCommand_areThisOnes() {
    try (BatonProcess baton =
        BatonProcess.start(
            "some\ninput",
            List.of("--url", URL, "run", key, "--", "sh", "-c", "cat; echo problem >&2"))) {
      assertThat(baton.outcome()).isEqualTo(new Outcome(0, "some\ninput", "problem\n"));
    }
  }

  @Test
  void output_ofTheCommand_mayBeLarge() {
    String input = "0123456789".repeat(300_000);
    try (BatonProcess baton =
        BatonProcess.start(
            input,
            List.of("--url", URL, "run", key, "--", "sh", "-c", "tee /dev/stderr; echo end"))) {
      Outcome outcome = baton.outcome();
      assertThat(outcome.code()).isZero();
      assertThat(outcome.out().equals(input + "end\n")).isTrue();
      assertThat(outcome.err().equals(input)).isTrue();
    }
  }

  @Test
  void arguments_ofTheCommand_arriveAsTheyAre(@TempDir Path folder) throws IOException {
    String file = "@" + Files.writeString(folder.resolve("words"), "to be left alone");

    assertThat(
            run("-n", "--", "printf", "%s|", "-n", "--", "a b", file, "$HOME", "", "--json").out())
        .isEqualTo("-n|--|a b|" + file + "|$HOME||--json|");
  }

  @Test
  void command_thatIsNotThere_exits127() {
    Outcome outcome = run("--", "no-such-command-anywhere");

    assertThat(outcome.code()).isEqualTo(127);
    assertThat(outcome.err()).isEqualTo("baton: no-such-command-anywhere: command not found\n");
  }

  @Test
  void command_thatCannotBeExecuted_exits126(@TempDir Path folder) throws IOException {
    for (Path path : List.of(folder, Files.writeString(folder.resolve("text"), "text"))) {
      Outcome outcome = run("--", path.toString());

      assertThat(outcome.code()).isEqualTo(126);
      assertThat(outcome.err()).startsWith("baton: " + path + ": cannot be executed");
    }
  }

  @Test
  void busyLock_notToWaitFor_exits1WithoutRunningTheCommand() throws InterruptedException {
    try (LockClient client = LockClient.connect(URL);
        Lease lease = client.lock(key).acquire()) {
      Outcome outcome = run("-n", "--", "echo", "ran");

      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).contains("is held by " + lease.ownerToken());
      assertThat(run("-n", "-E", "9", "-q", "--", "echo", "ran")).isEqualTo(new Outcome(9, "", ""));
    }
  }

  @Test
  void busyLock_waitedForTooLong_exits1() throws InterruptedException {
    try (LockClient client = LockClient.connect(URL);
        Lease lease = client.lock(key).acquire()) {
      long before = System.nanoTime();

      assertThat(run("-q", "-w", "1", "--", "echo", "ran")).isEqualTo(new Outcome(1, "", ""));
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
      assertThat(client.lock(key).inspect().waiters()).isEmpty();
      lease.ensureHeld();
    }
  }

  @Test
  void waitingCommand_lockHandedOver_runsWithALargerFence() {
    String script = "echo \"$BATON_FENCE\"; ";
    String[] first = {"--url", URL, "run", key, "--", "sh", "-c", script + "exec sleep 60"};
    String[] then = {"--url", URL, "run", key, "-v", "--", "sh", "-c", script};
    try (BatonProcess one = BatonProcess.start(first).awaitOut("\n");
        BatonProcess two = BatonProcess.start(then)) {
      await().until(() -> Outcome.of("locked", key, "--url", URL).out().contains("1 waiting"));
      one.signal("TERM");

      Outcome second = two.outcome();
      assertThat(second.code()).isZero();
      assertThat(Long.parseLong(second.out().strip()))
          .isGreaterThan(Long.parseLong(one.outcome().out().strip()));
      assertThat(second.err())
          .contains("asking for", "getting the lock took ", "ended with exit code 0");
    }
  }
}
