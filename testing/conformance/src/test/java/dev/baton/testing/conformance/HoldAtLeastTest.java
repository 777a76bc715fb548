package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Locks that stay taken for a time at least, however soon they are released. */
@Execution(ExecutionMode.CONCURRENT)
class HoldAtLeastTest extends Contract {
  private static final LockOptions MINUTE =
      LockOptions.defaults().holdAtLeast(Duration.ofMinutes(1));
  private static final LockOptions SECOND =
      LockOptions.defaults().holdAtLeast(Duration.ofSeconds(1));

  @Test
  void release_beforeTheLeastTime_leavesTheLockTakenByNobody() throws Exception {
    LockClient client = client();
    DistributedLock lock = client.lock("k", MINUTE);
    Lease lease = lock.acquire();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(lease.isHeld()).isFalse();

    LockState state = lock.inspect();
    assertThat(lock.isLocked()).isTrue();
    assertThat(state.holder().orElseThrow())
        .isNotEqualTo(lease.ownerToken())
        .endsWith("#" + lease.fencingToken());
    assertThat(state.fencingToken()).contains(lease.fencingToken());
    assertThat(redis.number("PTTL", "k")).isBetween(1L, 60_000L);
    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(client.lock("k").tryAcquire()).isEmpty();
    assertThat(lock("k").tryAcquire()).isEmpty();
    assertThat(lock.release(lease.ownerToken())).isFalse();
    assertThat(lock.renew(lease.ownerToken(), Duration.ofHours(1))).isFalse();
    assertThat(redis.number("PTTL", "k")).isBetween(1L, 60_000L);

    assertThat(lock("k").release(state.holder().orElseThrow())).isTrue();
    assertThat(lock.tryAcquire().orElseThrow().fencingToken()).isGreaterThan(lease.fencingToken());
  }

  /** Fencing tokens are the server's time in microseconds, or up to 66 ms ahead of it. */
  @Test
  void waiters_hereAndElsewhere_getTheLockAfterTheLeastTimeOfEachHolder() throws Exception {
    LockClient client = client();
    Lease first = client.lock("k", SECOND).acquire();
    CompletableFuture<Lease> here = client.lock("k", SECOND).acquireAsync().toCompletableFuture();
    CompletableFuture<Lease> elsewhere = lock("k", SECOND).acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock("k")) == 1);
    first.release();
    Lease second = (Lease) get(CompletableFuture.anyOf(here, elsewhere).thenApply(lease -> lease));
    assertThat(second.fencingToken()).isGreaterThanOrEqualTo(first.fencingToken() + 930_000);
    second.release();
    Lease third = get(here.isDone() && get(here) == second ? elsewhere : here);
    assertThat(third.fencingToken()).isGreaterThanOrEqualTo(second.fencingToken() + 930_000);
  }

  @Test
  void release_afterTheLeastTime_handsItToTheNext() throws Exception {
    LockOptions brief = LockOptions.defaults().holdAtLeast(Duration.ofMillis(1));
    DistributedLock lock = lock("k", brief);
    Lease first = lock.acquire();
    DistributedLock other = lock("k", brief);
    CompletableFuture<Lease> next = other.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(other) == 1);
    awaitLeastTimeOf(first);
    first.release();
    Lease second = get(next);
    assertThat(redis.get("k")).isEqualTo(second.ownerToken());
    awaitLeastTimeOf(second);
    second.release();
    assertThat(redis.get("k")).isNull();
  }

  /**
   * Until the server's clock is beyond a holder's fence, which may be ahead, and its least time.
   */
  private void awaitLeastTimeOf(Lease lease) {
    eventually()
        .until(
            () -> {
              List<?> time = (List<?>) redis.send("TIME");
              long micros = Long.parseLong((String) time.get(0)) * 1_000_000;
              micros += Long.parseLong((String) time.get(1));
              return micros > lease.fencingToken() + 2_000;
            });
  }

  @Test
  void client_closedWhileItHolds_leavesTheLockTakenForTheRest() throws Exception {
    LockClient client = client();
    Lease lease = client.lock("k", MINUTE).acquire();
    client.close();

    assertThat(lease.isHeld()).isFalse();
    assertThat(redis.get("k")).isNotNull().isNotEqualTo(lease.ownerToken());
    assertThat(redis.number("PTTL", "k")).isBetween(1L, 60_000L);
  }

  @Test
  void grant_thatNobodyTook_isGivenBackAtOnce() throws Exception {
    DistributedLock holder = lock("k");
    Lease first = holder.acquire();
    DistributedLock lock = lock("k", MINUTE);
    CompletableFuture<Lease> waiting = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(holder) == 1);
    waiting.cancel(false);
    eventually().until(() -> waiting(holder) == 0);
    first.release();
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void release_beforeTheLeastTimeOnAFullServer_leavesTheLockTakenByNobody() throws Exception {
    Lease lease = lock("k", MINUTE).acquire();
    redis.send("CONFIG", "SET", "maxmemory", "1");
    try {
      assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
      assertThat(redis.get("k")).isNotNull().isNotEqualTo(lease.ownerToken());
    } finally {
      redis.send("CONFIG", "SET", "maxmemory", "0");
    }
  }
}
