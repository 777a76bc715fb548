package dev.baton.internal.quorum;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to rest between two tries, so that clients that take votes from one another do not do so
 * for ever: at random, within a window that doubles with each try. Not thread-safe.
 */
final class RoundBackoff {
  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int DOUBLINGS = 16;

  private final RandomGenerator dice;
  private int tries;

  RoundBackoff(RandomGenerator dice) {
    this.dice = dice;
  }

  /**
   * The next rest.
   *
   * @param tookNanos how long the try took
   * @param mostNanos the longest window, unless the try took longer
   * @return nanoseconds, positive
   */
  long next(long tookNanos, long mostNanos) {
    long first = Math.max(SHORTEST, tookNanos);
    long most = Math.max(first, mostNanos);
    long window = Math.min(most, Math.min(first, most >> tries) << tries);
    tries = Math.min(DOUBLINGS, tries + 1);
    return 1 + dice.nextLong(Math.max(window, first));
  }
}
