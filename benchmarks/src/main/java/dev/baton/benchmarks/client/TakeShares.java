package dev.baton.benchmarks.client;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.benchmarks.contestant.BatonLock;
import dev.baton.benchmarks.contestant.Contestant;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * Takes many shares of one lock that are then renewed, each by itself.
 *
 * @param key the lock's name
 * @param count how many
 * @param permits of how many permits each is one; 0 to read
 * @param leaseMillis the lease of each
 */
public record TakeShares(String key, int count, int permits, long leaseMillis) implements Task {
  private static final int UNDER_WAY = 32;

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) {
    BatonLock baton = (BatonLock) contestant;
    LockOptions options = LockOptions.defaults().leaseDuration(Duration.ofMillis(leaseMillis));
    // readers of one client have one grant together, unless each has a place of its own
    Acquirable lock =
        permits > 0
            ? baton.permits(key, permits, options)
            : baton.readLock(key, options.strictFifo(true));
    Lease[] leases = new Lease[count];
    long before = Memory.liveBytes();
    ArrayDeque<CompletableFuture<Lease>> pending = new ArrayDeque<>();
    for (int i = 0, done = 0; done < count; i++) {
      if (i < count) {
        pending.add(lock.acquireAsync().toCompletableFuture());
      }
      if (i >= count || pending.size() == UNDER_WAY) {
        leases[done++] = pending.remove().join();
      }
    }
    keep.leases(new HeldLeases(leases, before));
    return Outcome.NOTHING;
  }
}
