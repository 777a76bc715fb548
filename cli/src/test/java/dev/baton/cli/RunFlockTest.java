package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.cli.base.Proc;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run}, with the options of flock(1). */
class RunFlockTest {
  private static final String URL = RawRedis.url();
  private final String key = RawRedis.freshKey();

  private Outcome run(String... flagsAndCommand) {
    List<String> words = new ArrayList<>(List.of("--url", URL, "run", key));
    words.addAll(List.of(flagsAndCommand));
    return BatonProcess.run(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-n",
        "--nb",
        "--nonblock",
        "--nonblocking",
        "-w 0",
        "-w 0.2",
        "-w0.2",
        "--wait=0.2",
        "--timeout 0.2"
      })
  void busyLock_notWaitedForAnyLonger_exitsWithTheConflictCode(String flags)
      throws InterruptedException {
    try (LockClient client = LockClient.connect(URL);
        Lease lease = client.lock(key).acquire()) {
      List<String> words = new ArrayList<>(List.of("--url", URL, "run", key, "-E", "7"));
      words.addAll(List.of(flags.split(" ")));
      words.addAll(List.of("--", "echo", "ran"));
      Outcome outcome = Outcome.of(words.toArray(String[]::new));

      assertThat(outcome.code()).isEqualTo(7);
      assertThat(outcome.err()).contains("is held by " + lease.ownerToken());
      assertThat(client.lock(key).inspect().waiters()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"-c, 'exit 3'", "--command, 'test $BATON_FENCE -gt 0 && exit 3'", "-nc, 'exit 3'"})
  void shellLine_insteadOfACommand_isRunByAShell(String option, String line) {
    assertThat(run(option, line)).isEqualTo(new Outcome(3, "", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-x", "-e", "--exclusive", "-o", "--close", "-x -o -n"})
  void option_forWhatIsDoneAnyway_isAccepted(String flags) {
    List<String> words = new ArrayList<>(List.of(flags.split(" ")));
    words.addAll(List.of("--", "echo", "ran"));

    assertThat(run(words.toArray(String[]::new))).isEqualTo(new Outcome(0, "ran\n", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "-u, baton release",
    "--unlock, baton release",
    "-F, to renew",
    "--no-fork, to renew"
  })
  void option_thatCannotBeObeyed_isUsageWithAReason(String option, String reason) {
    Outcome outcome = Outcome.of("run", key, option, "--", "echo", "ran");

    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.err()).contains(option.substring(0, 2), reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-c", "-c true -- true", "--max-hold 0.5 -- true", "--grace x -- true", "-u -c x"})
  void commandLine_withoutSense_isUsage(String rest) {
    assertThat(Outcome.of(("run k " + rest).split(" ")).code()).isEqualTo(64);
  }

  @Test
  void verbose_lockTaken_tellsHowLongItTook() {
    assertThat(run("--verbose", "--", "true").err())
        .containsPattern("baton: getting the lock took \\d+\\.\\d{3} s");
  }

  @Test
  void whatTheCommandLeavesRunning_doesNotHoldTheLock() {
    try (BatonProcess baton =
        BatonProcess.start("--url", URL, "run", key, "-c", "sleep 60 & echo left=$!")) {
      assertThat(baton.outcome().code()).isZero();
      ProcessHandle left = baton.printed("left");

      assertThat(Proc.isRunning(left)).isTrue();
      assertThat(RawRedis.exists(key)).isFalse();
      left.destroyForcibly();
    }
  }

  @Test
  void run_insideAnother_canHoldAnotherLock() {
    String inner = key + "-inner";
    List<String> words = new ArrayList<>(List.of("--"));
    words.addAll(BatonProcess.words(List.of("--url", URL, "run", inner, "-c")));
    words.add("echo \"$BATON_KEY $BATON_OUTER $BATON_TOKEN\"; exit 4");
    Outcome outcome = run(words.toArray(String[]::new));

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(4);
    assertThat(outcome.out().strip().split(" "))
        .hasSize(3)
        .startsWith(inner)
        .doesNotContain("")
        .doesNotHaveDuplicates();
    assertThat(RawRedis.exists(inner) || RawRedis.exists(key)).isFalse();
  }

  @Test
  void run_insideAnotherOfTheSameKey_findsItBusy() {
    List<String> words = new ArrayList<>(List.of("--"));
    words.addAll(BatonProcess.words(List.of("--url", URL, "run", "-qnE", "9", key, "-c", "true")));

    assertThat(run(words.toArray(String[]::new))).isEqualTo(new Outcome(9, "", ""));
  }
}
