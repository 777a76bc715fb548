package dev.baton.testing.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.internal.script.LockKeys;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A lock that a process keeps while nobody else wants it. */
@Execution(ExecutionMode.CONCURRENT)
class StickyTest extends Contract {
  /** A record of a grant: the next fence is that of the clock. */
  private static final String LONG_AGO = "0000000000000001 0000000000000001 9999999999 - ;";

  /** For longer than any test waits. */
  private static final LockOptions STICKY = LockOptions.defaults().stickyFor(Duration.ofHours(1));

  @Test
  void lock_takenAgain_costsNoCommand() throws Exception {
    redis.send("SET", new String(LockKeys.of("k").fence(), UTF_8), LONG_AGO);
    // the next renewal, which is a command too, is far away
    DistributedLock lock = lock("k", STICKY.leaseDuration(Duration.ofHours(1)));
    long last = lock.call(Lease::fencingToken);
    Map<String, Long> before = redis.commandCounts();
    for (int i = 0; i < 10_000; i++) {
      try (Lease lease = lock.acquire()) {
        assertThat(lease.fencingToken()).isGreaterThan(last);
        last = lease.fencingToken();
      }
    }
    assertThat(redis.commandCounts().get("evalsha")).isEqualTo(before.get("evalsha"));
    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void lockKept_wantedElsewhere_isLetGoAtOnce() throws Exception {
    DistributedLock keeper = lock("k", STICKY);
    long fence = keeper.call(Lease::fencingToken);
    DistributedLock other = lock("k");
    Lease lease = get(other.acquireAsync().toCompletableFuture());
    assertThat(lease.fencingToken()).isGreaterThan(fence);
    // Had it waited for a poll, it would have asked more than twice.
    lease.release();
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void lockKept_triedElsewhere_isLetGo() throws Exception {
    DistributedLock keeper = lock("k", STICKY);
    keeper.acquire().release();
    DistributedLock other = lock("k");
    eventually().until(() -> other.tryAcquire().isPresent());
    assertThat(keeper.tryAcquire()).isEmpty();
  }

  @Test
  void lockInUse_triedElsewhere_isBusyAndNotKeptAfterwards() throws Exception {
    DistributedLock keeper = lock("k", STICKY);
    keeper.acquire().release();
    Lease inUse = keeper.acquire();
    assertThat(lock("k").tryAcquire()).isEmpty();
    assertThat(inUse.isHeld()).isTrue();
    inUse.release(); // and not taken again: it would be a grant that nobody has wanted
    eventually().until(() -> !keeper.isLocked());
  }

  @Test
  void lockInUse_wantedElsewhere_isHandedOverAtItsRelease() throws Exception {
    DistributedLock keeper = lock("k", STICKY);
    keeper.acquire().release();
    Lease inUse = keeper.acquire();
    CompletableFuture<Lease> other = lock("k").acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(keeper) == 1);
    assertThat(other).isNotDone();
    inUse.release();
    assertThat(get(other).fencingToken()).isGreaterThan(inUse.fencingToken());
  }

  @Test
  void lockKept_notNeededForTheTime_isReleased() throws Exception {
    DistributedLock lock = lock("k", LockOptions.defaults().stickyFor(Duration.ofMillis(200)));
    eventually() // seen before that time is over
        .until(
            () -> {
              lock.acquire().release();
              return lock.isLocked();
            });
    eventually().until(() -> !lock.isLocked());
    lock.acquire().release();
  }

  @Test
  void lockKept_betweenTwoKeepers_goesToAndFro() throws Exception {
    DistributedLock one = lock("k", STICKY);
    DistributedLock two = lock("k", STICKY);
    long last = 0;
    for (int i = 0; i < 20; i++) {
      long fence = (i % 2 == 0 ? one : two).call(Lease::fencingToken);
      assertThat(fence).isGreaterThan(last);
      last = fence;
    }
  }

  @Test
  void lockKept_pushConnectionLost_isLetGo() throws Exception {
    DistributedLock lock = lock("k", STICKY);
    lock.acquire().release();
    assertThat(lock.isLocked()).isTrue();
    redis.cut("pubsub");
    eventually().until(() -> !lock.isLocked());
  }

  @Test
  void lockKept_clientClosed_isReleased() throws Exception {
    LockClient client = adapter.connect(address());
    client.lock("k", STICKY).acquire().release();
    assertThat(redis.get("k")).isNotNull();
    client.close();
    assertThat(redis.get("k")).isNull();
  }
}
