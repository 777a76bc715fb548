package dev.baton.benchmarks.client;

import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.benchmarks.contestant.BatonLock;
import dev.baton.benchmarks.contestant.Contestant;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Takes many locks that are then renewed.
 *
 * @param prefix their names without the number
 * @param count how many
 * @param leaseMillis the lease of each
 */
public record TakeLeases(String prefix, int count, long leaseMillis) implements Task {
  private static final int FIRST = 500;
  private static final int UNDER_WAY = 256;

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) {
    BatonLock baton = (BatonLock) contestant;
    LockOptions options = LockOptions.defaults().leaseDuration(Duration.ofMillis(leaseMillis));
    for (int i = 0; i < FIRST; i++) { // connections, threads and classes are no lease's
      baton
          .lock(prefix + "first" + i, options)
          .acquireAsync()
          .toCompletableFuture()
          .join()
          .release();
    }
    Lease[] leases = new Lease[count];
    long before = Memory.liveBytes();
    long begin = System.nanoTime();
    ArrayDeque<CompletableFuture<Lease>> pending = new ArrayDeque<>();
    for (int i = 0, done = 0; done < count; i++) {
      if (i < count) {
        pending.add(baton.lock(prefix + i, options).acquireAsync().toCompletableFuture());
      }
      if (i >= count || pending.size() == UNDER_WAY) {
        leases[done++] = pending.remove().join();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    keep.leases(new HeldLeases(leases, before));
    return Outcome.of(Map.of("perSecond", count / seconds));
  }
}
