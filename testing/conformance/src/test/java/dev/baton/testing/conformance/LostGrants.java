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

/**
 * One lock for each policy, granted by a primary that dies before any replica knows of it. Its
 * holder neither renews it nor hears of the loss, and so believes in it to the end of the lease.
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
  private final LockClient client;
  private final String prefix;

  /**
   * No grants yet.
   *
   * @param prefix what the names begin with
   */
  LostGrants(LockClient client, String prefix) {
    this.client = client;
    this.prefix = prefix;
  }

  /** Uses each lock once, so that nothing about them is new to the primary or its replicas. */
  void warmUp() throws InterruptedException {
    for (Policy policy : Policy.values()) {
      lock(client, policy).acquire().release();
    }
  }

  /** Has the locks granted, by a primary that no replica listens to. */
  void take() throws InterruptedException {
    held.put(Policy.NONE, lock(client, Policy.NONE).acquire());
    held.put(Policy.QUARANTINE, lock(client, Policy.QUARANTINE).acquire());
    // nobody acknowledges this one, so nobody gets it
    assertThat(catchThrowable(() -> lock(client, Policy.ACKNOWLEDGED).tryAcquire()))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("0 of 1");
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
    try (Lease lease = lock.acquire()) {
      if (before == null) {
        return false;
      }
      assertThat(lease.fencingToken()).isGreaterThan(before.fencingToken());
      return before.isHeld();
    }
  }

  private DistributedLock lock(LockClient of, Policy policy) {
    return of.lock(prefix + policy, policy.options);
  }
}
