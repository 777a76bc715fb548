package dev.baton.internal.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Those of one process who wait for a lock, in the order in which they came. Linked through the
 * waiters themselves, so that leaving from the middle is one step. Not thread-safe.
 */
final class WaitLine {
  private @Nullable Waiter first;
  private @Nullable Waiter last;
  private int onlyOnce;
  private long arrivals;

  boolean isEmpty() {
    return first == null;
  }

  /** Whether more than one wait. */
  boolean hasMany() {
    return first != last;
  }

  /** How many have come so far. */
  long arrivals() {
    return arrivals;
  }

  void add(Waiter waiter) {
    waiter.queued = true;
    waiter.number = ++arrivals;
    waiter.before = last;
    if (last == null) {
      first = waiter;
    } else {
      last.behind = waiter;
    }
    last = waiter;
    onlyOnce += waiter.once ? 1 : 0;
  }

  /** The first; null if nobody waits. */
  @Nullable Waiter first() {
    return first;
  }

  /** Takes out the first; null if nobody waits. */
  @Nullable Waiter poll() {
    Waiter head = first;
    if (head != null) {
      remove(head);
    }
    return head;
  }

  /** Takes a waiter out; false if it was not there. */
  boolean remove(Waiter waiter) {
    if (!waiter.queued) {
      return false;
    }
    Waiter before = waiter.before;
    Waiter behind = waiter.behind;
    if (before == null) {
      first = behind;
    } else {
      before.behind = behind;
    }
    if (behind == null) {
      last = before;
    } else {
      behind.before = before;
    }
    waiter.before = null;
    waiter.behind = null;
    waiter.queued = false;
    onlyOnce -= waiter.once ? 1 : 0;
    return true;
  }

  /** Whether anybody waits who leaves when the lock is busy. */
  boolean hasOnlyOnce() {
    return onlyOnce > 0;
  }

  /** Whether anybody waits who does not. */
  boolean hasPatient() {
    Waiter waiter = first;
    while (waiter != null && waiter.once) {
      waiter = waiter.behind;
    }
    return waiter != null;
  }

  /**
   * Takes out the first of those who leave when the lock is busy; null if there is none.
   *
   * @param arrived among so many that came first
   */
  @Nullable Waiter pollOnlyOnce(long arrived) {
    Waiter waiter = firstOnlyOnce(arrived);
    if (waiter != null) {
      remove(waiter);
    }
    return waiter;
  }

  /**
   * Has the first of those who leave when the lock is busy stay; null if there is none.
   *
   * @param arrived among so many that came first
   */
  @Nullable Waiter persuadeOnlyOnce(long arrived) {
    Waiter waiter = firstOnlyOnce(arrived);
    if (waiter != null) {
      waiter.once = false;
      onlyOnce--;
    }
    return waiter;
  }

  /** Has somebody who stands in it leave when the lock is busy. */
  void hurry(Waiter waiter) {
    if (waiter.queued && !waiter.once) {
      waiter.once = true;
      onlyOnce++;
    }
  }

  private @Nullable Waiter firstOnlyOnce(long arrived) {
    if (onlyOnce == 0) {
      return null;
    }
    Waiter waiter = first;
    while (waiter != null && waiter.number <= arrived && !waiter.once) {
      waiter = waiter.behind;
    }
    return waiter == null || waiter.number > arrived ? null : waiter;
  }
}
