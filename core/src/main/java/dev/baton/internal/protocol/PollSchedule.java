package dev.baton.internal.protocol;

import dev.baton.internal.script.AcquireReply.Delayed;
import dev.baton.internal.script.AcquireReply.Queued;
import dev.baton.internal.script.Term;
import dev.baton.internal.script.TimeLeft;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * How long a waiter rests before it asks again by itself. Grants are pushed, so this only bounds
 * what a lost push, a dead holder or another library's release can cost.
 */
final class PollSchedule {
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

  /**
   * A pushed grant lasts for so long: a waiter that asks at least this often finds it even if the
   * push is lost. The first 16 behind a holder of ours do.
   */
  private static final long CLAIM = TimeUnit.MILLISECONDS.toNanos(Term.LONGEST_CLAIM_MILLIS);

  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * A waiter asks so long after the lock's expiry, and so much later for each place in the queue,
   * up to eight, so that they do not all ask at once.
   */
  private static final long AFTER_EXPIRY = TimeUnit.MILLISECONDS.toNanos(10);

  /** So many at the head of the queue poll as often as the first; the others the more seldom. */
  private static final long LOW_RANKS = 16;

  /** Often enough to keep a queue, which lasts a minute, from being dropped. */
  private static final long MOST_SELDOM = TimeUnit.SECONDS.toNanos(45);

  /** A value as Baton makes it: its holder will hand the lock over. */
  private static final Pattern HANDS_OVER = Pattern.compile("\\S+/\\w+\\.\\d+[#*]\\d+~?");

  private PollSchedule() {}

  /**
   * The time until the next poll.
   *
   * @param queued what the server said last
   * @param leaseNanos the lease that the waiter asks for; a third of it bounds the rest
   * @param betweenChecks the rest behind a holder that will not tell of its release
   * @return nanoseconds
   */
  static long rest(Queued queued, long leaseNanos, long betweenChecks) {
    long places = queued.rank() + 1;
    long rest = Math.max(SHORTEST, Math.min(LONGEST, leaseNanos / 3));
    if (queued.rank() >= LOW_RANKS) {
      return highRank(rest, queued.rank());
    }
    if (HANDS_OVER.matcher(queued.holder()).matches()) {
      rest = Math.min(rest, CLAIM);
    } else {
      boolean fits = places <= rest / betweenChecks;
      rest = fits ? places * betweenChecks : Math.max(rest, Math.min(LONGEST, betweenChecks));
    }
    return untilExpiry(rest, queued.remaining(), places);
  }

  /**
   * The time until the next poll in a quarantine, whose end nobody tells of.
   *
   * @param delayed what the server said last
   * @param leaseNanos the lease that the waiter asks for; a third of it bounds the rest
   * @return nanoseconds
   */
  static long rest(Delayed delayed, long leaseNanos) {
    long rest = Math.max(SHORTEST, Math.min(LONGEST, leaseNanos / 3));
    return delayed.rank() >= LOW_RANKS
        ? highRank(rest, delayed.rank())
        : untilExpiry(rest, delayed.remaining(), delayed.rank() + 1);
  }

  private static long highRank(long rest, long rank) {
    return Math.min(MOST_SELDOM, rest * (1 + rank / LOW_RANKS));
  }

  private static long untilExpiry(long rest, TimeLeft remaining, long places) {
    if (remaining.millis().isEmpty()) {
      return rest;
    }
    long left = TimeUnit.MILLISECONDS.toNanos(remaining.millis().getAsLong());
    return left >= rest ? rest : Math.min(rest, left + AFTER_EXPIRY * Math.min(places, 8));
  }
}
