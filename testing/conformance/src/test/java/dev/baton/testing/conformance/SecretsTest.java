package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockArgs;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.RedisLocks;
import dev.baton.testing.server.RedisServer;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever goes wrong, passwords and callers' tokens stand in no log of Baton's at any level, none
 * of the clients' that is shown by default, no exception with all its causes, and no object's text.
 */
class SecretsTest extends Contract {
  private static final String PASSWORD = "pa55w0rd-of-nobody";
  private static final String TOKEN = "t0ken-of-nobody";
  private static final LockOptions SECRET = LockOptions.defaults().ownerToken(TOKEN);

  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final Logger root = Logger.getLogger("");
  private final Level levelBefore = root.getLevel();

  private final Handler everything =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          // Below INFO Lettuce shows what it writes, whoever uses it.
          if (entry.getLoggerName().startsWith("dev.baton.")
              || entry.getLevel().intValue() >= Level.INFO.intValue()) {
            said.add(new SimpleFormatter().format(entry));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeAll
  static void letNettyLog() {
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  @BeforeEach
  void listen() {
    everything.setLevel(Level.ALL);
    root.addHandler(everything);
    root.setLevel(Level.ALL);
  }

  @AfterEach
  void listenNoMore() {
    root.removeHandler(everything);
    root.setLevel(levelBefore);
  }

  @Test
  void secrets_whateverGoesWrong_areNowhere() throws Exception {
    Logger.getLogger("dev.baton.Witness").finest("of the lowest level");
    RedisServer guarded = keep(RedisServer.builder().password(PASSWORD).start());
    String there = "127.0.0.1:" + guarded.port();
    LockClient client = keep(adapter.connect("redis://:" + PASSWORD + "@" + there));
    LockClient other = keep(adapter.connect("redis://:" + PASSWORD + "@" + there));
    refuseToConnect(there);
    contend(client, other);
    loseAndOutlive(guarded, client, other);
    assertThat(said).anyMatch(line -> line.contains("of the lowest level"));
    assertThat(said).hasSizeGreaterThan(20);
    assertThat(said).noneMatch(line -> line.contains(PASSWORD) || line.contains(TOKEN));
  }

  private void refuseToConnect(String there) {
    for (String uri :
        new String[] {
          "redis://:" + PASSWORD + "x@" + there,
          "redis://somebody:" + PASSWORD + "@" + there,
          "rediss://:" + PASSWORD + "@" + there,
          "redis://:" + PASSWORD + "@127.0.0.1:1",
          "redis://:" + PASSWORD + "@no-such-host.invalid",
          "redis://:" + PASSWORD + "@host:port",
          "redis://:" + PASSWORD + "@ho st",
          "redis://:" + PASSWORD + "@" + there + "/notadatabase",
          "redis://:" + PASSWORD + "@" + there + "?timeout=1"
        }) {
      fail(() -> adapter.connect(uri).close());
    }
    show(adapter.connector("redis://:" + PASSWORD + "@" + there));
    show(LockClient.builder(adapter.connector("redis://:" + PASSWORD + "@" + there)));
  }

  private void contend(LockClient client, LockClient other) throws Exception {
    DistributedLock lock = client.lock("k", SECRET);
    Lease held = lock.acquire();
    show(lock, held, SECRET, client, LockArgs.defaults().lockValue(TOKEN), lock.asJavaLock());
    fail(() -> other.lock("k").acquire(Duration.ofMillis(10)));
    fail(() -> other.lock("k", SECRET).acquire(Duration.ofMillis(10)));
    fail(() -> other.lock("k").acquireAsync(Duration.ofMillis(10)).toCompletableFuture().join());
    fail(() -> RedisLocks.releaseLock("k", TOKEN + "x", other));
    held.onLost(
        reason -> {
          throw new IllegalStateException("of the callback");
        });
    fail(() -> held.release());
    fail(() -> held.renew(Duration.ofSeconds(5)));
    fail(held::ensureHeld);
  }

  private void loseAndOutlive(RedisServer guarded, LockClient client, LockClient other)
      throws Exception {
    Lease lost = client.lock("k", SECRET.leaseDuration(Duration.ofSeconds(3))).acquire();
    CompletableFuture<Lease> waiter =
        other.lock("k", SECRET).acquireAsync(SOON).toCompletableFuture();
    guarded.pause();
    fail(() -> other.lock("other", SECRET).acquire(Duration.ofMillis(300)));
    guarded.kill();
    get(lost.lost().toCompletableFuture());
    fail(lost::ensureHeld);
    fail(() -> other.lock("other", SECRET).tryAcquire());
    fail(lost::release);
    show(lost, waiter);
    client.close();
    other.close();
    fail(() -> client.lock("k", SECRET).acquire());
    fail(() -> get(waiter));
  }

  private interface Act {
    void run() throws Exception;
  }

  /** Notes what an act throws, with all its causes; that it throws nothing is fine as well. */
  private void fail(Act act) {
    try {
      act.run();
    } catch (Exception e) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      said.add(text.toString());
    }
  }

  private void show(Object... objects) {
    for (Object object : objects) {
      said.add(object.toString());
    }
  }
}
