package dev.baton.benchmarks.client;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.benchmarks.contestant.BatonLock;
import dev.baton.benchmarks.contestant.Contestant;
import java.time.Duration;

/**
 * Takes a read lock of Baton's and goes on holding it, in a process whose readers share a grant:
 * they do so as soon as it hears of others, after two have read at the same time.
 *
 * @param key the lock's name
 */
public record KeepOneReading(String key) implements Task {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) throws Exception {
    DistributedLock lock = ((BatonLock) contestant).readLock(key);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!readTogether(lock)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("two that read at the same time share no grant");
      }
      Parking.pause(Duration.ofMillis(5));
    }
    Lease lease = lock.acquire();
    keep.atEnd(lease::release);
    return Outcome.NOTHING;
  }

  private static boolean readTogether(DistributedLock lock) {
    try (Lease one = lock.acquireAsync().toCompletableFuture().join();
        Lease two = lock.acquireAsync().toCompletableFuture().join()) {
      return one.ownerToken().equals(two.ownerToken());
    }
  }
}
