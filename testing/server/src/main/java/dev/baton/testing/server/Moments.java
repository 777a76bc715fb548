package dev.baton.testing.server;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Random moments before and after an event, such as a grant. However long that takes on a machine:
 * each time that it came first, the next moments are a little earlier, and else a little later, so
 * that about half of them are before it. Any number of threads may ask.
 */
public final class Moments {
  private static final long LATEST = TimeUnit.MILLISECONDS.toNanos(100);

  private final long seed = Long.getLong("moments.seed", System.nanoTime());
  private final AtomicInteger sequences = new AtomicInteger();
  private final AtomicLong latest = new AtomicLong(100_000);

  /**
   * Random numbers for one thread.
   *
   * @return those of the seed for the first who asks, those of the next seed for the second, …
   */
  public Random random() {
    return new Random(seed + sequences.getAndIncrement());
  }

  /**
   * A moment.
   *
   * @param random decides which
   * @return how long from now it is, in nanoseconds
   */
  public long next(Random random) {
    return random.nextLong(latest.get());
  }

  /**
   * Waits until a moment on this thread, which stays busy, or until something is so.
   *
   * @param random decides which moment
   * @param orElse what ends the wait before it
   */
  public void await(Random random, BooleanSupplier orElse) {
    long nanos = next(random);
    long began = System.nanoTime();
    while (System.nanoTime() - began < nanos && !orElse.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /**
   * Moves the next moments a little.
   *
   * @param event whether the event came before the moment that was chosen for it
   */
  public void cameFirst(boolean event) {
    latest.updateAndGet(
        nanos -> event ? Math.max(100, nanos - nanos / 64) : Math.min(LATEST, nanos + nanos / 64));
  }

  /** The seed, by which the random numbers can be had again. */
  @Override
  public String toString() {
    return "-Dmoments.seed=" + seed;
  }
}
