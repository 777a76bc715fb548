package dev.baton.spi;

/**
 * A monotonic clock in nanoseconds. Only differences of its readings mean anything, as with {@link
 * System#nanoTime()}; wall-clock time never decides whether a lock is held.
 */
@FunctionalInterface
public interface Ticker {

  /** The clock of this JVM. */
  Ticker SYSTEM = System::nanoTime;

  /**
   * Reads the clock.
   *
   * @return nanoseconds since an arbitrary origin
   */
  long nanoTime();
}
