package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One lock for each policy, granted by a primary that dies before any replica knows of it. Its
 * holder knows the address of that primary only: it hears of nothing after its death, and believes
 * in its lease to the end.
 */
final class LostGrants {
  enum Policy {
    NONE(FailoverPolicy.none(), 60), // longer than any failover
    ACKNOWLEDGED(FailoverPolicy.acknowledgedBy(1), 10),
    QUARANTINE(FailoverPolicy.quarantine(), 10); // longer than most, and waited for

    private final LockOptions options;

    Policy(FailoverPolicy policy, int leaseSeconds) {
      options =
          LockOptions.defaults()
              .leaseDuration(Duration.ofSeconds(leaseSeconds))
              .autoRenew(false)
              .failover(policy);
    }
  }

  private final Map<Policy, Lease> held = new EnumMap<>(Policy.class);
  private final String prefix;

  /**
   * No grants yet.
   *
   * @param prefix what the names begin with
   */
  LostGrants(String prefix) {
    this.prefix = prefix;
  }

  /** Uses each lock once, so that nothing about them is new to the primary or its replicas. */
  void warmUp(LockClient client) throws InterruptedException {
    for (Policy policy : Policy.values()) {
      lock(client, policy).acquire().release();
    }
  }

  /** Has the locks granted to a client of a primary that no replica listens to. */
  void take(LockClient client) throws InterruptedException {
    held.put(Policy.NONE, lock(client, Policy.NONE).acquire());
    held.put(Policy.QUARANTINE, lock(client, Policy.QUARANTINE).acquire());
    // nobody acknowledges this one, so nobody gets it
    assertThat(catchThrowable(() -> lock(client, Policy.ACKNOWLEDGED).tryAcquire()))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("of 1 replica acknowledged");
  }

  /**
   * Has another client take each lock after the failover.
   *
   * @return whether the holder before still believed in its lease then
   */
  Map<Policy, Boolean> takeElsewhere(LockClient other) throws Exception {
    Map<Policy, CompletableFuture<Boolean>> taken = new EnumMap<>(Policy.class);
    for (Policy policy : Policy.values()) {
      taken.put(
          policy, Contract.inBackground(() -> isShared(lock(other, policy), held.get(policy))));
    }
    Map<Policy, Boolean> shared = new EnumMap<>(Policy.class);
    for (Policy policy : Policy.values()) {
      shared.put(policy, taken.get(policy).get(120, TimeUnit.SECONDS));
    }
    return shared;
  }

  private static boolean isShared(DistributedLock lock, Lease before) throws InterruptedException {
    try (Lease lease = acquire(lock)) {
      if (before == null) {
        return false;
      }
      assertThat(lease.fencingToken()).isGreaterThan(before.fencingToken());
      return before.isHeld();
    }
  }

  /** Whoever has not yet begun to wait is refused while there is no connection to a primary. */
  private static Lease acquire(DistributedLock lock) throws InterruptedException {
    while (true) {
      try {
        return lock.acquire();
      } catch (BackendException e) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private DistributedLock lock(LockClient of, Policy policy) {
    return of.lock(prefix + policy, policy.options);
  }
}
