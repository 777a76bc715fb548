package dev.baton.cli.survey;

import java.time.Duration;

/**
 * When work that burdens the server may be done again: it rests nine times as long as it took, so
 * that it takes a tenth of the time at most. Work that is wanted at once may be done on credit; the
 * rest is then longer. Not safe for several threads.
 */
final class Pace {
  private static final int REST = 9;

  private final long leastRest;
  private final long credit;
  private long due;

  /**
   * A pace.
   *
   * @param leastRest how long to rest at least
   * @param credit work can be hurried while at most so much rest is still to come
   * @param now a reading of {@link System#nanoTime()}
   */
  Pace(Duration leastRest, Duration credit, long now) {
    this.leastRest = leastRest.toNanos();
    this.credit = credit.toNanos();
    this.due = now;
  }

  /** Notes that work was done. */
  void worked(long from, long to) {
    due = to + Math.max(0, due - from) + Math.max(leastRest, REST * (to - from));
  }

  /** How many nanoseconds to rest yet; zero or less if it may be done now. */
  long rest(long now, boolean hurried) {
    long rest = due - now;
    return hurried ? rest - credit : rest;
  }
}
