package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.cli.base.Proc;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code run}, when signals come. */
class RunSignalTest {
  private static final String URL = RawRedis.url();
  private final String key = RawRedis.freshKey();

  private BatonProcess start(String script) {
    return BatonProcess.start("--url", URL, "run", key, "--", "sh", "-c", script).awaitOut("up\n");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void endingSignal_whileTheCommandRuns_endsItAndFreesTheLock(String signal, int code) {
    try (BatonProcess baton = start("echo $$; echo up; exec sleep 60")) {
      long command = Long.parseLong(baton.out().lines().findFirst().orElseThrow());
      baton.signal(signal);

      assertThat(baton.outcome().code()).isEqualTo(code);
      assertThat(ProcessHandle.of(command).filter(Proc::isRunning)).isEmpty();
      assertThat(RawRedis.exists(key)).isFalse();
    }
  }

  @Test
  void endingSignal_commandHasChildren_endsThemToo() {
    try (BatonProcess baton = start("sleep 60 & echo $!; echo up; wait")) {
      long grandchild = Long.parseLong(baton.out().lines().findFirst().orElseThrow());
      baton.signal("TERM");

      assertThat(baton.outcome().code()).isEqualTo(143);
      assertThat(ProcessHandle.of(grandchild).filter(Proc::isRunning)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM", "INT", "HUP", "USR1", "USR2"})
  void signal_commandHandlesIt_decidesByItself(String signal) {
    String script =
        "trap 'echo cleaned up; exit 5' " + signal + "; echo up; while :; do sleep 0.05; done";
    try (BatonProcess baton = start(script)) {
      baton.signal(signal);

      assertThat(baton.outcome().code()).isEqualTo(5);
      assertThat(baton.out()).isEqualTo("up\ncleaned up\n");
      assertThat(RawRedis.exists(key)).isFalse();
    }
  }

  @Test
  void signal_commandGoesOnAfterIt_keepsTheLock() {
    String script =
        "trap 'echo reloaded' HUP; trap 'exit 0' USR1; echo up; while :; do sleep 0.05; done";
    try (BatonProcess baton = start(script)) {
      baton.signal("HUP");
      baton.awaitOut("reloaded");
      assertThat(RawRedis.exists(key)).isTrue();
      baton.signal("USR1");

      assertThat(baton.outcome().code()).isZero();
      assertThat(RawRedis.exists(key)).isFalse();
    }
  }

  @Test
  void endingSignal_whileItWaitsForTheLock_leavesTheQueue() throws InterruptedException {
    try (LockClient client = LockClient.connect(URL);
        Lease lease = client.lock(key).acquire();
        BatonProcess baton = BatonProcess.start("--url", URL, "run", key, "--", "echo", "ran")) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> client.lock(key).inspect().waiters().size() == 1);
      baton.signal("TERM");

      assertThat(baton.outcome()).isEqualTo(new Outcome(143, "", ""));
      assertThat(client.lock(key).inspect().waiters()).isEmpty();
      lease.ensureHeld();
    }
  }
}
