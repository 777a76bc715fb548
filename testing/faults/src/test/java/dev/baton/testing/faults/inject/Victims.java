package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.Site;
import dev.baton.testing.faults.harness.Worker;
import dev.baton.testing.faults.worker.WantedLock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Chooses to whom something is done. */
public final class Victims {
  private Victims() {}

  static Worker any(Site site, Random random) {
    List<Worker> workers = site.workers();
    return workers.get(random.nextInt(workers.size()));
  }

  static WantedLock lock(Site site, Random random) {
    List<WantedLock> locks = List.copyOf(site.locks());
    return locks.get(random.nextInt(locks.size()));
  }

  /** Looks until somebody holds a lock; anybody if nobody does for long. */
  static Worker holder(Site site, Random random) {
    return found(site, random, site::holder);
  }

  /** Looks until somebody waits for a lock; anybody if nobody does for long. */
  static Worker waiter(Site site, Random random) {
    return found(site, random, site::firstWaiter);
  }

  private static Worker found(
      Site site, Random random, Function<WantedLock, Optional<Worker>> look) {
    for (int i = 0; i < 1_000; i++) {
      Optional<Worker> victim = look.apply(lock(site, random));
      if (victim.isPresent()) {
        return victim.get();
      }
    }
    return any(site, random);
  }

  /** Lets a time go by. */
  public static void last(Random random, int fromMillis, int toMillis) {
    long end =
        System.nanoTime()
            + TimeUnit.MILLISECONDS.toNanos(fromMillis + random.nextInt(toMillis - fromMillis));
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }
}
