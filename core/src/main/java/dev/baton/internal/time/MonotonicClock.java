package dev.baton.internal.time;

import dev.baton.spi.Ticker;

/** A monotonic clock that starts at zero, as the protocol wants it. */
public final class MonotonicClock implements Ticker {
  private final Ticker ticker;
  private final long origin;

  /** A clock on another, which may have any origin. */
  public MonotonicClock(Ticker ticker) {
    this.ticker = ticker;
    this.origin = ticker.nanoTime();
  }

  @Override
  public long nanoTime() {
    return ticker.nanoTime() - origin;
  }

  /** The instant a time from now; never, if that is beyond all counting. */
  public long after(long nanos) {
    return after(nanoTime(), nanos);
  }

  /** The instant a time after another; never, if that is beyond all counting. */
  public static long after(long instant, long nanos) {
    return nanos > Long.MAX_VALUE - instant ? Long.MAX_VALUE : instant + nanos;
  }
}
