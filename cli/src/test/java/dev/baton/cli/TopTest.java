package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code top}, on a terminal that script(1) makes, and the survey behind it. */
class TopTest {
  private static final LockOptions LONG = LockOptions.defaults().leaseDuration(Duration.ofHours(6));

  private final String key = RawRedis.freshKey();

  private static Terminal top(String pattern) throws IOException {
    return Terminal.sized(24, 100, "top", "--url", RawRedis.url(), pattern);
  }

  /** Types keys once something is to be seen; all is drawn anew until it is. */
  private static void once(Terminal top, String text, String keys) throws IOException {
    int from = top.shown().length();
    await()
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () -> {
              top.type("\f");
              assertThat(plain(top.shown().substring(from))).contains(text);
            });
    top.type(keys);
  }

  /** Without what moves and colours: that can stand within a word. */
  private static String plain(String shown) {
    return shown.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "");
  }

  @Test
  void top_keys_showALockAndTakeItFromItsHolder() throws Exception {
    try (LockClient holder = LockClient.builder(RawRedis.url()).application("victim").build();
        Terminal top = top(key + "*")) {
      Lease lease = holder.lock(key, LONG).acquire();
      CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
      once(top, "victim on", "\r");
      once(top, "while you look", "f");
      once(top, "y takes it", "y");
      once(top, "taken from victim on", "q");
      once(top, "by contention", "q");
      assertThat(top.exitCode()).isZero();
      assertThat(lost.get(60, TimeUnit.SECONDS)).isEqualTo(LossReason.DELETED);
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
    try (Terminal top = top(key + ":*")) {
      once(top, "100,000 held", "/");
      once(top, "names with", "99");
      once(top, "names with: 99", "\r\033[B?");
      once(top, "any key goes back", "x");
      once(top, "by contention", "q");
      assertThat(top.exitCode()).isZero();
    }
    RawRedis.ask("FLUSHALL");
  }
}
