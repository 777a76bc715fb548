package dev.baton.testing.faults.worker;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Wants one lock after the other, in all ways, until it is told to rest. */
final class Loop implements Runnable {
  private static final long AFTER_REFUSAL = TimeUnit.MILLISECONDS.toNanos(20);

  private final LockUser user;
  private final Use use;
  private final List<WantedLock> locks;
  private final Random random;
  private volatile boolean resting;

  Loop(LockUser user, Use use, List<WantedLock> locks, long seed) {
    this.user = user;
    this.use = use;
    this.locks = locks;
    this.random = new Random(seed);
  }

  @Override
  public void run() {
    Wait[] waits = Wait.values();
    try {
      while (!resting) {
        boolean heard =
            user.use(
                use.wish(locks.get(random.nextInt(locks.size())), random),
                waits[random.nextInt(waits.length)],
                holdNanos());
        if (!heard) {
          LockSupport.parkNanos(AFTER_REFUSAL);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void rest() {
    resting = true;
  }

  /** Mostly short, now and then long enough to be renewed, or to be lost without renewal. */
  private long holdNanos() {
    int most = random.nextInt(40) == 0 ? 900_000 : 8_000;
    return TimeUnit.MICROSECONDS.toNanos(random.nextInt(most));
  }
}
