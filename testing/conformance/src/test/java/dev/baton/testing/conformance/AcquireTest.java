package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.ReleaseOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Taking a lock and giving it back. */
@Execution(ExecutionMode.CONCURRENT)
class AcquireTest extends Contract {

  @Test
  void freeLock_acquired_isHeldUntilReleased() throws Exception {
    DistributedLock lock = lock("order:42");
    Lease lease = lock.acquire();
    assertThat(lease.lockName()).isEqualTo("order:42");
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.remaining()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    assertThat(redis.get("order:42")).isEqualTo(lease.ownerToken());
    assertThat(redis.number("PTTL", "order:42")).isBetween(20_000L, 30_000L);

    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.remaining()).isZero();
    assertThat(redis.get("order:42")).isNull();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void released_releasedAgain_saysTheSameAndLeavesTheNextHolderAlone() throws Exception {
    DistributedLock lock = lock("k");
    Lease first = lock.acquire();
    first.release();
    Lease second = lock.acquire();
    assertThat(first.release()).isEqualTo(ReleaseOutcome.RELEASED);
    first.close();
    assertThat(redis.get("k")).isEqualTo(second.ownerToken());
    assertThatThrownBy(first::ensureHeld).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void heldLock_triedOnce_isBusy() throws Exception {
    Lease lease = lock("k").acquire();
    DistributedLock other = lock("k");
    assertThat(other.tryAcquire()).isEmpty();
    assertThat(waiting(other)).isZero();
    lease.release();
    Optional<Lease> now = other.tryAcquire();
    assertThat(now).isPresent();
    assertThat(now.get().fencingToken()).isGreaterThan(lease.fencingToken());
  }

  @Test
  void heldLock_waitedForInVain_namesTheHolderAndLeavesNothing() throws Exception {
    Lease lease = lock("k").acquire();
    DistributedLock other = lock("k");
    // enough to connect and to be answered, on a busy machine too
    assertThatThrownBy(() -> other.acquire(Duration.ofSeconds(1)))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining("\"k\"")
        .hasMessageMatching(".*; held by java on [^ ]+ \\(\\d+\\)");
    assertThat(other.tryAcquire(Duration.ofMillis(500))).isEmpty();
    eventually().until(() -> waiting(other) == 0);
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void shortLease_waitedForMuchLonger_isNotGivenUpEarly() throws Exception {
    DistributedLock lock = lock("k", leaseOfMillis(300).autoRenew(false));
    lock.acquire();
    Optional<Lease> next = lock("k").tryAcquire(SOON);
    assertThat(next).isPresent();
  }

  @Test
  void fences_overManyGrants_rise() throws Exception {
    LockClient one = client();
    LockClient two = client();
    long last = 0;
    for (int i = 0; i < 200; i++) {
      try (Lease lease = (i % 2 == 0 ? one : two).lock("k").acquire()) {
        assertThat(lease.fencingToken()).isGreaterThan(last).isLessThan(1L << 53);
        last = lease.fencingToken();
      }
    }
  }

  @Test
  void fences_afterTheRecordIsLost_stillRise() throws Exception {
    DistributedLock lock = lock("k");
    long before;
    try (Lease lease = lock.acquire()) {
      before = lease.fencingToken();
    }
    redis.send("FLUSHALL");
    try (Lease lease = lock.acquire()) {
      assertThat(lease.fencingToken()).isGreaterThan(before);
    }
  }

  @Test
  void work_called_runsUnderTheLockAndReleasesIt() throws Exception {
    DistributedLock lock = lock("k");
    String holder = lock.call(Duration.ofSeconds(2), lease -> redis.get("k"));
    assertThat(holder).startsWith("java@");
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.<String, RuntimeException>call(lease -> null)).isNull();
  }

  @Test
  void work_thatThrows_releasesTheLockAndThrowsTheSame() {
    DistributedLock lock = lock("k");
    IOException broken = new IOException("disk full");
    assertThatThrownBy(
            () ->
                lock.call(
                    lease -> {
                      throw broken;
                    }))
        .isSameAs(broken);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void heldLock_inspected_showsHolderFenceAndWaitersInOrder() throws Exception {
    DistributedLock lock = lock("k");
    assertThat(lock.inspect().holder()).isEmpty();
    Lease lease = lock.acquire();
    DistributedLock other = lock("k");
    CompletableFuture<Lease> first = other.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    CompletableFuture<Lease> second =
        lock("k", LockOptions.defaults().ownerToken("second in line"))
            .acquireAsync()
            .toCompletableFuture();
    eventually().until(() -> waiting(lock) == 2);

    assertThat(lock.inspect().holder()).contains(lease.ownerToken());
    assertThat(lock.inspect().fencingToken()).contains(lease.fencingToken());
    assertThat(lock.inspect().expiresIn())
        .hasValueSatisfying(left -> assertThat(left).isPositive());
    assertThat(lock.inspect().waiters().get(1).ownerToken()).isEqualTo("second in line");
    lease.release();
    get(first).release();
    get(second).release();
  }

  @Test
  void lock_releasedByItsToken_isFreeForTheOwnerOnly() throws Exception {
    DistributedLock lock = lock("k");
    Lease lease = lock.acquire();
    DistributedLock elsewhere = lock("k");
    assertThat(elsewhere.release("somebody else")).isFalse();
    assertThat(lock.isLocked()).isTrue();
    assertThat(elsewhere.release(lease.ownerToken())).isTrue();
    assertThat(lock.isLocked()).isFalse();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
  }

  @Test
  void asynchronous_acquiredAndReleased_needsNoThread() throws Exception {
    DistributedLock lock = lock("k");
    Lease lease = get(lock.acquireAsync().toCompletableFuture());
    CompletableFuture<Lease> busy = lock.acquireAsync(Duration.ofMillis(50)).toCompletableFuture();
    assertThatThrownBy(() -> get(busy)).hasCauseInstanceOf(LockTimeoutException.class);
    assertThat(get(lease.releaseAsync().toCompletableFuture())).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(lock.isLocked()).isFalse();
  }
}
