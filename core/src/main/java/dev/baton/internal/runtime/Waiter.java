package dev.baton.internal.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Somebody in this process who waits for a lock: a place in the line of a {@link Cohort}. Ends
 * once, with a lease or without.
 */
abstract class Waiter {
  /** Who is before and behind, whether it stands in a line, and as which; the line's own. */
  @Nullable Waiter before;

  @Nullable Waiter behind;
  boolean queued;
  long number;

  /** Whom it joined. */
  volatile @Nullable Cohort cohort;

  /** Whether it leaves as soon as the lock is known to be busy; touched inside the cohort only. */
  boolean once;

  Waiter(boolean once) {
    this.once = once;
  }

  /** The lock is yours. */
  abstract void granted(HeldLease lease);

  /** You wait no more, and the lock is not yours. */
  abstract void refused(Refusal why);

  /** Wait for a little time yet, although you did not mean to. */
  abstract void extend(long nanos);
}
