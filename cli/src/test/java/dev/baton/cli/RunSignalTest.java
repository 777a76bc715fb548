package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.cli.base.Proc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129", "USR1, 138", "USR2, 140"})
  void signal_whileItWaitsForTheLock_leavesTheQueue(String signal, int code)
      throws InterruptedException {
    try (LockClient client = LockClient.connect(URL);
        Lease lease = client.lock(key).acquire();
        BatonProcess baton = BatonProcess.start("--url", URL, "run", key, "--", "echo", "ran")) {
      await().until(() -> client.lock(key).inspect().waiters().size() == 1);
      baton.signal(signal);

      assertThat(baton.outcome()).isEqualTo(new Outcome(code, "", ""));
      assertThat(client.lock(key).inspect().waiters()).isEmpty();
      lease.ensureHeld();
    }
  }

  @Test
  void signal_whileItConnects_endsItByThatSignal() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        BatonProcess baton =
            BatonProcess.start(
                "--url", "redis://127.0.0.1:" + silent.getLocalPort(), "run", key, "-c", "true");
        Socket connection = silent.accept()) {
      baton.signal("TERM");

      assertThat(baton.outcome()).as("%s", connection).isEqualTo(new Outcome(143, "", ""));
    }
  }

  @Test
  void signal_afterTheLoss_isPassedOn() {
    String script =
        "trap 'echo told' TERM; trap 'exit 0' INT; echo up; while :; do sleep 0.05; done";
    try (BatonProcess baton =
        BatonProcess.lead("--url", URL, "run", key, "--lease", "9", "--grace", "90", "-c", script)
            .awaitOut("up\n")) {
      RawRedis.ask("SET " + key + " other");
      baton.awaitOut("told");
      baton.signal("INT");

      assertThat(baton.outcome().code()).isEqualTo(75);
      assertThat(baton.out()).isEqualTo("up\ntold\n");
    } finally {
      RawRedis.ask("DEL " + key);
    }
  }

  @Test
  void signal_toTheProcessGroup_reachesTheCommandOnce() {
    String script =
        "trap 'echo told' HUP; trap 'exit 3' USR1; echo up; while :; do sleep 0.05; done";
    try (BatonProcess baton =
        BatonProcess.lead("--url", URL, "run", key, "-c", script).awaitOut("up\n")) {
      baton.signalGroup("HUP");
      baton.awaitOut("told");
      baton.signal("USR1");

      Outcome outcome = baton.outcome(); // the shell tells of its sleep on standard error
      assertThat(outcome.code()).isEqualTo(3);
      assertThat(outcome.out()).isEqualTo("up\ntold\n");
    }
  }

  @Test
  void command_withoutATerminal_leadsASessionAsTheSameProcess() throws IOException {
    try (BatonProcess baton =
        BatonProcess.lead("--url", URL, "run", key, "-c", "echo own=$$; exec sleep 60")) {
      ProcessHandle command = baton.printed("own");

      assertThat(command.parent().orElseThrow().pid()).isEqualTo(baton.pid());
      assumeThat(Path.of("/proc/self/stat")).exists();
      assertThat(Files.readString(Path.of("/proc/" + command.pid() + "/stat")))
          .as("state, parent, group, session")
          .contains(" %d %d %d ".formatted(baton.pid(), command.pid(), command.pid()));
    }
  }

  @Test
  void quit_toTheCommandItself_isHeard() throws IOException {
    assumeThat(new ProcessBuilder("env", "--default-signal=QUIT", "true").start().onExit().join())
        .matches(env -> env.exitValue() == 0, "an env(1) that unblocks signals");
    assertThat(
            BatonProcess.run("--url", URL, "run", key, "-c", "trap 'exit 4' QUIT; kill -QUIT $$"))
        .isEqualTo(new Outcome(4, "", ""));
  }

  @Test
  void quit_whileTheCommandRuns_neitherEndsNorPrintsAnything() {
    String script = "trap 'exit 3' USR1; echo up; while :; do sleep 0.05; done";
    try (BatonProcess baton =
        BatonProcess.lead("--url", URL, "run", key, "-c", script).awaitOut("up\n")) {
      baton.signal("QUIT");
      baton.signal("USR1");

      assertThat(baton.outcome()).isEqualTo(new Outcome(3, "up\n", ""));
    }
  }
}
