package dev.baton.internal.script;

import java.time.Duration;
import java.util.Optional;

/**
 * For how long a lock is granted.
 *
 * @param leaseMillis the lease, zero for ever
 * @param claimMillis how long a grant that is pushed lasts until it is renewed; short, so that a
 *     waiter that stalls does not stop the others for a whole lease
 */
public record Term(long leaseMillis, long claimMillis) {
  /** So long a pushed grant lasts at most until it is renewed. */
  public static final long LONGEST_CLAIM_MILLIS = 3_000;

  private static final long A_DAY_MILLIS = 86_400_000;

  /** A lease is positive or zero, a claim positive. */
  public Term {
    if (leaseMillis < 0 || claimMillis <= 0) {
      throw new IllegalArgumentException("lease " + leaseMillis + " ms, claim " + claimMillis);
    }
  }

  /**
   * The term for a lease.
   *
   * @param lease empty if it never expires
   * @return the term
   */
  public static Term of(Optional<Duration> lease) {
    long millis = lease.map(Duration::toMillis).orElse(0L);
    return new Term(
        millis, millis == 0 ? LONGEST_CLAIM_MILLIS : Math.min(millis, LONGEST_CLAIM_MILLIS));
  }

  /**
   * How long a grant for this term is remembered, so that the request is recognised when it is sent
   * again: for the lease at least, and for a day if that never ends.
   *
   * @param least milliseconds for which every grant is remembered
   * @return milliseconds
   */
  long retentionMillis(long least) {
    return Math.max(least, forEver() ? A_DAY_MILLIS : leaseMillis);
  }

  /** Whether the lock is kept until it is released. */
  public boolean forEver() {
    return leaseMillis == 0;
  }
}
