package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockTimeoutException;
import dev.baton.ReleaseOutcome;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RedisServerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not know a command, as managed services and proxies may be. */
class MissingCommandsTest extends Contract {
  private static final Set<String> OF_SHARD_CHANNELS = Set.of("SPUBLISH", "SSUBSCRIBE");

  @Override
  RedisServer server() {
    return RedisServer.shared();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONFIG",
        "CLIENT",
        "ROLE",
        "SCAN",
        "COMMAND",
        "PUBSUB",
        "SPUBLISH",
        "SSUBSCRIBE SPUBLISH"
      })
  void commandThatBatonCanDoWithout_missing_lockIsHandedOn(String missing) throws Exception {
    String address = without(missing.split(" ")).uri();
    DistributedLock lock = keep(adapter.connect(address)).lock("k");
    DistributedLock other = keep(adapter.connect(address)).lock("k");
    Lease held = lock.acquire();
    CompletableFuture<Lease> next = inBackground(other::acquire);
    eventually().until(() -> waiting(lock) == 1);
    held.release();
    Lease handedOn = get(next);
    assertThat(handedOn.fencingToken()).isGreaterThan(held.fencingToken());
    handedOn.release();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void scripts_missing_isErrorThatSaysWhatToDo() {
    DistributedLock lock = keep(adapter.connect(without("EVALSHA", "EVAL").uri())).lock("k");
    assertThatRefused(lock::tryAcquire);
  }

  @Test
  void subscriptions_missing_waitersLookAgainFromTimeToTime() throws Exception {
    String address = without("SUBSCRIBE", "SSUBSCRIBE").uri();
    DistributedLock lock = keep(adapter.connect(address)).lock("k");
    DistributedLock other = keep(adapter.connect(address)).lock("k");
    Lease held = lock.acquire();
    assertThat(other.tryAcquire()).isEmpty();
    assertThatThrownBy(() -> other.acquire(Duration.ofSeconds(1)))
        .isInstanceOf(LockTimeoutException.class);
    List<CompletableFuture<ReleaseOutcome>> next = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      DistributedLock wanted = i % 2 == 0 ? lock : other;
      next.add(inBackground(() -> wanted.acquire().release()));
    }
    assertThat(waiting(lock)).isZero();
    held.release();
    for (CompletableFuture<ReleaseOutcome> each : next) {
      assertThat(get(each)).isEqualTo(ReleaseOutcome.RELEASED);
    }
    assertThat(waiting(lock)).isZero();
  }

  @Test
  void subscriptions_missing_aWarningSaysSoOnceForEachClient() throws Exception {
    Queue<String> warnings = new ConcurrentLinkedQueue<>();
    Logger logger = Logger.getLogger("dev.baton.internal.link.Inbox");
    Handler ear = new Ear(warnings);
    logger.addHandler(ear);
    try {
      String address = without("SUBSCRIBE", "SSUBSCRIBE").uri();
      DistributedLock held = keep(adapter.connect(address)).lock("k");
      Lease lease = held.acquire();
      LockClient waiting = keep(adapter.connect(address));
      for (int i = 0; i < 3; i++) {
        assertThat(waiting.lock("k").tryAcquire(Duration.ofMillis(500))).isEmpty();
      }
      lease.release();
    } finally {
      logger.removeHandler(ear);
    }
    assertThat(warnings).singleElement().asString().contains("look again", "unknown command");
  }

  /** Keeps what is logged. */
  private static final class Ear extends Handler {
    private final Queue<String> heard;

    Ear(Queue<String> heard) {
      this.heard = heard;
    }

    @Override
    public void publish(LogRecord line) {
      heard.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static void assertThatRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BackendException.class,
            refused -> assertThat(refused.outcome()).isEqualTo(BackendException.Outcome.NOT_DONE))
        .hasMessageContaining("unknown command")
        .hasMessageContaining("docs/topologies.md");
  }

  private RedisServer without(String... commands) {
    boolean sharded = ((List<?>) redis.send("COMMAND", "INFO", "SPUBLISH")).get(0) != null;
    RedisServerBuilder builder = RedisServer.builder();
    for (String command : commands) {
      if (sharded || !OF_SHARD_CHANNELS.contains(command)) {
        builder.config("rename-command", command + " \"\"");
      }
    }
    return keep(builder.start());
  }
}
