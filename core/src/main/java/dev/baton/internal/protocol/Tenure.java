package dev.baton.internal.protocol;

import dev.baton.internal.script.Term;
import java.util.concurrent.TimeUnit;

/**
 * The time side of a held lock: until when it is held, and when to renew it. A value; each event
 * gives a new one.
 *
 * @param since from when the lease counts, if it is not renewed
 * @param validUntil until when it is held
 * @param renewAt when to renew it next; never if that is not wanted
 * @param sentAt when the newest renewal that counts was sent
 * @param leaseMillis the lease that a renewal asks for
 * @param longestMillis the longest lease that the server may have given it, zero for ever
 * @param endsAt when it ends, whatever is renewed, because it was held for long enough
 * @param autoRenew whether it is renewed until then
 */
public record Tenure(
    long since,
    long validUntil,
    long renewAt,
    long sentAt,
    long leaseMillis,
    long longestMillis,
    long endsAt,
    boolean autoRenew) {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long MILLION = 1_000_000;

  private static final long SHORTEST_RETRY = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_RETRY = TimeUnit.SECONDS.toNanos(1);

  /** A renewal that would leave less than this is not worth sending. */
  private static final long LEAST_GAIN = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * The tenure that a grant begins.
   *
   * @param grant the grant
   * @param leaseMillis the lease, zero for ever
   * @param autoRenew whether to renew
   * @param maxHoldNanos the longest time to hold, or {@link Long#MAX_VALUE}
   * @return the tenure
   */
  public static Tenure begin(Grant grant, long leaseMillis, boolean autoRenew, long maxHoldNanos) {
    if (leaseMillis == 0) {
      return new Tenure(grant.grantedAt(), NEVER, NEVER, grant.grantedAt(), 0, 0, NEVER, false);
    }
    long endsAt = maxHoldNanos == NEVER ? NEVER : grant.grantedAt() + maxHoldNanos;
    long third = (grant.validUntil() - grant.grantedAt()) / 3;
    return new Tenure(
        grant.grantedAt(),
        Math.min(grant.validUntil(), endsAt),
        autoRenew || grant.claimed() ? grant.grantedAt() + third : NEVER,
        grant.grantedAt(),
        leaseMillis,
        leaseMillis,
        endsAt,
        autoRenew);
  }

  /** Whether nothing is ever to be done about it. */
  public boolean endless() {
    return validUntil == NEVER;
  }

  /**
   * Whether enough time is left to give the lock to another thread without a renewal first: half of
   * a claim.
   *
   * @param now the time
   * @return false if it is better renewed first
   */
  public boolean hasTimeForNext(long now) {
    return endless()
        || validUntil - now >= Math.min(leaseMillis, Term.LONGEST_CLAIM_MILLIS) * MILLION / 2;
  }

  /** When something is to be done next. */
  public long due() {
    return Math.min(renewAt, validUntil);
  }

  /**
   * The lease to ask for.
   *
   * @param now the time
   * @return milliseconds, zero if nothing would be gained
   */
  public long renewalMillis(long now) {
    long wanted = leaseMillis * MILLION - (autoRenew ? 0 : now - since);
    long left = Math.min(wanted, endsAt - now);
    return left < LEAST_GAIN ? 0 : left / MILLION;
  }

  /**
   * The part of a lease that the longest time to hold allows.
   *
   * @param millis the lease wanted
   * @param now the time
   * @return milliseconds, at least one
   */
  public long atMost(long millis, long now) {
    return Math.max(1, Math.min(millis, (endsAt - now) / MILLION));
  }

  /**
   * A renewal is under way, or not worth while: only the end is watched.
   *
   * @return the new tenure
   */
  public Tenure resting() {
    return new Tenure(
        since, validUntil, NEVER, sentAt, leaseMillis, longestMillis, endsAt, autoRenew);
  }

  /**
   * Nobody is left who could release it: it is renewed no more.
   *
   * @return the new tenure
   */
  public Tenure abandoned() {
    return new Tenure(
        since,
        validUntil,
        NEVER,
        sentAt,
        leaseMillis,
        longestMillis,
        endsAt,
        /* autoRenew= */ false);
  }

  /** Whether nothing is to come but its end. */
  public boolean isAbandoned() {
    return !autoRenew && renewAt == NEVER;
  }

  /**
   * A renewal was confirmed. An answer to an older one than the newest does not count, nor does one
   * that was begun before the caller asked for a shorter lease, and sent after it.
   *
   * @param askedAt when it was sent
   * @param millis the lease it asked for
   * @return the new tenure
   */
  public Tenure renewed(long askedAt, long millis) {
    if (askedAt < sentAt || millis > leaseMillis) {
      return this;
    }
    long until = Math.min(Validity.afterReply(askedAt, millis), endsAt);
    long next = autoRenew && until < endsAt ? askedAt + millis * MILLION / 3 : NEVER;
    return new Tenure(since, until, next, askedAt, leaseMillis, longestMillis, endsAt, autoRenew);
  }

  /**
   * Renew at once: something happened that may have cost the lock.
   *
   * @param now the time
   * @return the new tenure
   */
  public Tenure doubted(long now) {
    return new Tenure(
        since, validUntil, now, sentAt, leaseMillis, longestMillis, endsAt, autoRenew);
  }

  /**
   * A renewal was not answered: try again soon.
   *
   * @param now the time
   * @return the new tenure
   */
  public Tenure unanswered(long now) {
    long rest = Math.max(SHORTEST_RETRY, Math.min(LONGEST_RETRY, leaseMillis * MILLION / 20));
    return doubted(now + rest);
  }

  /**
   * The caller asks for another lease, from now on. Until it is answered it may have been carried
   * out or not, so the earlier of both ends counts.
   *
   * @param askedAt when it is sent
   * @param millis the lease
   * @return the new tenure
   */
  public Tenure asking(long askedAt, long millis) {
    long until = Math.min(validUntil, Validity.afterReply(askedAt, millis));
    long longest = longestMillis == 0 ? 0 : Math.max(longestMillis, millis);
    return new Tenure(askedAt, until, renewAt, askedAt, millis, longest, endsAt, autoRenew);
  }

  /**
   * Another thread of this process holds the lock from now on.
   *
   * @param now the time
   * @param maxHoldNanos the longest time to hold, or {@link Long#MAX_VALUE}
   * @return the new tenure
   */
  public Tenure passed(long now, long maxHoldNanos) {
    if (endless()) {
      return this;
    }
    long end = maxHoldNanos == NEVER ? NEVER : now + maxHoldNanos;
    boolean renewable = autoRenew && validUntil < end;
    return new Tenure(
        now,
        Math.min(validUntil, end),
        renewable ? Math.min(renewAt, sentAt + (validUntil - sentAt) / 3) : renewAt,
        sentAt,
        leaseMillis,
        longestMillis,
        end,
        autoRenew);
  }

  /** Whether its end is that of the longest time to hold, as near as a lease can come to it. */
  public boolean endsByItself() {
    long most = Math.max(0, endsAt - sentAt - LEAST_GAIN) / MILLION;
    return endsAt != NEVER && validUntil >= Validity.afterReply(sentAt, most);
  }
}
