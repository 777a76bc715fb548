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

  boolean isEmpty() {
    return first == null;
  }

  /** Whether more than one wait. */
  boolean hasMany() {
    return first != last;
  }

  void add(Waiter waiter) {
    waiter.queued = true;
    waiter.before = last;
    if (last == null) {
      first = waiter;
    } else {
      last.behind = waiter;
    }
    last = waiter;
    onlyOnce += waiter.once ? 1 : 0;
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

  /** Takes out the first of those who leave when the lock is busy; null if there is none. */
  @Nullable Waiter pollOnlyOnce() {
    if (onlyOnce == 0) {
      return null;
    }
    Waiter waiter = first;
    while (waiter != null && !waiter.once) {
      waiter = waiter.behind;
    }
    if (waiter != null) {
      remove(waiter);
    }
    return waiter;
  }
}
