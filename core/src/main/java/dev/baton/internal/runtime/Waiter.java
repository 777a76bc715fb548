package dev.baton.internal.runtime;

import dev.baton.LockListener.Way;
import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.lease.Refusal;
import dev.baton.internal.monitor.Watch;
import dev.baton.internal.protocol.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in this process who waits for a lock: a place in the line of a {@link Cohort}. Ends
 * once, with a lease or without.
 */
abstract class Waiter {
  private static final boolean TRACKED = Boolean.getBoolean("dev.baton.trackLeases");

  /** Those with whom somebody waits. */
  interface Joined {
    /** The lock that they wait for. */
    String lockName();

    /** A waiter does not want it any more. */
    void leave(Waiter waiter);

    /** A waiter's time is up: it leaves, unless the server has yet to answer for the first time. */
    void timeIsUp(Waiter waiter);
  }

  /** Who is before and behind, whether it stands in a line, and as which; the line's own. */
  @Nullable Waiter before;

  @Nullable Waiter behind;
  boolean queued;
  long number;

  /**
   * Whom it joined; set before anything is told. Changes if those send it on to others, and may be
   * null again once it was told how it ended.
   */
  volatile @Nullable Joined joined;

  /** Whether it was sent on and has yet to arrive, and why it left before that, if it did. */
  boolean underWay;

  @Nullable Refusal early;

  /** Whether it leaves as soon as the lock is known to be busy; touched inside the cohort only. */
  boolean once;

  /** Where it comes from, if that is recorded: costly, for finding those who never release. */
  final @Nullable Throwable origin =
      TRACKED ? new Throwable("acquired by " + Thread.currentThread().getName()) : null;

  /** Somebody who is to be told how it ends; null if nobody is. */
  final @Nullable Watch watch;

  /** Zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes. */
  final long maxWaitNanos;

  /** Whether it may wait for a first answer longer than its time; touched inside the cohort. */
  boolean mayOverrun;

  /**
   * Somebody who has yet to come.
   *
   * @param maxWaitNanos zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes
   * @param watch is told how it ends; null if nobody is
   */
  Waiter(long maxWaitNanos, @Nullable Watch watch) {
    this.watch = watch;
    this.maxWaitNanos = maxWaitNanos;
    this.once = maxWaitNanos <= 0;
    this.mayOverrun = !once && maxWaitNanos < Limits.FIRST_ANSWER_NANOS;
  }

  /** The lock is to be yours, and comes so. Inside. */
  final void comes(Way way) {
    if (watch != null) {
      watch.came(way);
    }
  }

  /** The lock is yours. */
  abstract void granted(AbstractLease lease);

  /** You wait no more, and the lock is not yours. */
  abstract void refused(Refusal why);

  /** Wait for a little time yet, although you did not mean to. */
  abstract void extend(long nanos);

  /** The thread that waits; null if none does. */
  @Nullable Thread thread() {
    return null;
  }

  /** Whether code of its caller's runs when it is told. */
  abstract boolean callsBack();
}
