package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run}, on a terminal. */
class RunTerminalTest {
  private static final String URL = RawRedis.url();
  private static final String ERASED = "\r\u001b[K";
  private final String key = RawRedis.freshKey();

  @Test
  void waiting_onATerminal_showsALineAndErasesIt() throws Exception {
    try (LockClient client = LockClient.builder(URL).application("holder").build();
        Lease lease = client.lock(key).acquire();
        Terminal terminal = Terminal.start("--url", URL, "run", key, "-c", "echo got it")) {
      terminal.awaitShown("place 1 of 1; held \\d+\\.\\d s by holder on ");
      lease.release();

      assertThat(terminal.exitCode()).isZero();
      assertThat(terminal.shown()).endsWith(ERASED + "got it\r\n");
      for (String line : terminal.shown().split("\r", -1)) {
        assertThat(line.replace("\u001b[K", "")).hasSizeLessThan(80);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-q", "--json"})
  void waiting_withoutTheLine_showsNothing(String flag) throws Exception {
    try (LockClient client = LockClient.connect(URL);
        Lease lease = client.lock(key).acquire();
        Terminal terminal =
            Terminal.start("--url", URL, "run", key, flag, "-w", "1.5", "-c", "true")) {
      assertThat(terminal.exitCode()).isEqualTo(1);
      assertThat(terminal.shown()).doesNotContain("waiting", ERASED);
      lease.ensureHeld();
    }
  }

  /** The best of several counts: what takes long on a busy machine is a wait, and is shown. */
  @Test
  void lock_freeAtOnce_showsNothing() {
    Eventually.await()
        .untilAsserted(
            () -> {
              try (Terminal terminal =
                  Terminal.start("--url", URL, "run", key, "-c", "echo got it")) {
                assertThat(terminal.exitCode()).isZero();
                assertThat(terminal.shown()).isEqualTo("got it\r\n");
              }
            });
  }

  @ParameterizedTest
  @CsvSource({"3, INT", "28, QUIT"})
  void keyOnTheTerminal_forASignal_reachesTheCommandOnce(int code, String signal)
      throws IOException, InterruptedException {
    String script =
        "trap 'echo told' "
            + signal
            + "; trap 'exit 3' USR1; echo own=$$=; while :; do sleep 0.05; done";
    try (Terminal terminal = Terminal.start("--url", URL, "run", key, "-c", script)) {
      long command = Long.parseLong(terminal.awaitShown("own=(\\d+)=").group(1));
      terminal.type(Character.toString(code));
      terminal.awaitShown("told");
      BatonProcess.signal("USR1", command);

      assertThat(terminal.exitCode()).isEqualTo(3);
      assertThat(terminal.shown().split("told", -1)).as(terminal.shown()).hasSize(2);
    }
  }

  @Test
  void command_onATerminal_canAskTheUser() throws Exception {
    try (Terminal terminal =
        Terminal.start(
            "--url",
            URL,
            "run",
            key,
            "-c",
            "echo who?; read -r it </dev/tty; echo \"hello $it\"")) {
      terminal.awaitShown("who\\?");
      terminal.type("you\n");

      assertThat(terminal.exitCode()).isZero();
      assertThat(terminal.shown()).endsWith("hello you\r\n");
    }
  }
}
