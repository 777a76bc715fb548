package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code top}, on a terminal that script(1) makes, and the survey behind it. */
class TopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final LockOptions LONG = LockOptions.defaults().leaseDuration(Duration.ofHours(6));

  private final String key = RawRedis.freshKey();

  /** The command on a terminal of its own. */
  private static final class OnATerminal implements AutoCloseable {
    private final Process process;
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    OnATerminal(String... args) throws IOException {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String command =
          "stty rows 24 cols 100; exec "
              + java
              + " -Xmx64m -XX:TieredStopAtLevel=1 -cp '"
              + System.getProperty("java.class.path")
              + "' dev.baton.cli.Main "
              + String.join(" ", args);
      ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null");
      builder.environment().put("TERM", "xterm-256color");
      process = builder.redirectErrorStream(true).start();
      Thread reader = new Thread(this::read, "terminal");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (InputStream out = process.getInputStream()) {
        byte[] buffer = new byte[8_192];
        for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
          seen.add(new String(buffer, 0, n, UTF_8));
        }
      } catch (IOException e) {
        // The terminal is gone.
      }
    }

    /** Types keys once something is to be seen; all is drawn anew until it is. */
    OnATerminal once(String text, String keys) throws IOException {
      seen.clear();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .untilAsserted(
              () -> {
                type("\f");
                assertThat(shown()).contains(text);
              });
      type(keys);
      return this;
    }

    /** Without what moves and colours: that can stand within a word. */
    private String shown() {
      return String.join("", seen).replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "");
    }

    private void type(String keys) throws IOException {
      OutputStream typed = process.getOutputStream();
      typed.write(keys.getBytes(UTF_8));
      typed.flush();
    }

    int exitCode() throws InterruptedException {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as(String.join("", seen))
          .isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void top_keys_showALockAndTakeItFromItsHolder() throws Exception {
    try (LockClient holder = LockClient.builder(RawRedis.url()).application("victim").build();
        OnATerminal top = new OnATerminal("top", "--url", RawRedis.url(), key + "*")) {
      Lease lease = holder.lock(key, LONG).acquire();
      CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
      top.once("victim on", "\r")
          .once("while you look", "f")
          .once("y takes it", "y")
          .once("taken from victim on", "q")
          .once("by contention", "q");
      assertThat(top.exitCode()).isZero();
      assertThat(lost.get(30, TimeUnit.SECONDS)).isEqualTo(LossReason.DELETED);
      assertThat(RawRedis.exists(key)).isFalse();
    }
  }

  @Test
  void top_notOnATerminal_saysWhatToUse() {
    Outcome refused = BatonProcess.run("top", "--url", RawRedis.url());
    assertThat(refused.code()).isEqualTo(64);
    assertThat(refused.err()).contains("top needs a terminal", "baton ls");
  }

  @Test
  void top_hundredThousandLocks_answersKeys() throws Exception {
    LookTest.makeLocks(key, 100_000);
    try (OnATerminal top = new OnATerminal("top", "--url", RawRedis.url(), "'" + key + ":*'")) {
      top.once("100,000 held", "/").once("names with", "99").once("names with: 99", "\r\033[B?");
      top.once("any key goes back", "x").once("by contention", "q");
      assertThat(top.exitCode()).isZero();
    }
    RawRedis.ask("FLUSHALL");
  }
}
