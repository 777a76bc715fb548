package dev.baton.testing.faults.worker;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Has somebody want one thing after the other until it is told to rest. */
final class Loop implements Runnable {
  private static final long AFTER_REFUSAL = TimeUnit.MILLISECONDS.toNanos(20);

  private final User user;
  private final Random random;
  private volatile boolean resting;

  Loop(User user, long seed) {
    this.user = user;
    this.random = new Random(seed);
  }

  @Override
  public void run() {
    try {
      while (!resting) {
        if (!user.use(random)) {
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
}
