package dev.baton.jedis.internal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts to connect: 50 ms, doubling to 250 ms, each a quarter more or less. */
public final class ReconnectBackoff {
  /** The shortest pause, whatever waits for the connection. */
  static final long LEAST_NANOS = MILLISECONDS.toNanos(38);

  private static final long FIRST_MILLIS = 50;
  private static final long LAST_MILLIS = 250;

  private long millis = FIRST_MILLIS;

  public long nextNanos() {
    long base = MILLISECONDS.toNanos(millis);
    millis = Math.min(LAST_MILLIS, millis * 2);
    return ThreadLocalRandom.current().nextLong(base * 3 / 4, base * 5 / 4);
  }

  public void reset() {
    millis = FIRST_MILLIS;
  }
}
