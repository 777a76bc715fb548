package dev.baton.testing.faults.worker;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Somebody who wants something again and again, on one thread. */
interface User {
  /**
   * Wants something, and has it for a while.
   *
   * @return whether it could be asked for: false if that ended with an error
   */
  boolean use(Random random) throws InterruptedException;

  /** How long to hold it: mostly short, now and then long enough to be renewed or lost. */
  static long holdNanos(Random random) {
    int most = random.nextInt(40) == 0 ? 900_000 : 8_000;
    return TimeUnit.MICROSECONDS.toNanos(random.nextInt(most));
  }
}
