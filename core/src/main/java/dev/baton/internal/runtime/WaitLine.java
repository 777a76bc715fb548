package dev.baton.internal.runtime;

import dev.baton.internal.lease.Refusal;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.time.Turnstile.Inside;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those of one process who wait for a lock, in the order in which they came, and what they are
 * told. Linked through the waiters themselves, so that leaving from the middle is one step. All
 * happens inside a turnstile.
 */
final class WaitLine {
  private @Nullable Waiter first;
  private @Nullable Waiter last;
  private int onlyOnce;
  private long arrivals;

  boolean isEmpty() {
    return first == null;
  }

  /** How many wait. */
  int size() {
    int size = 0;
    for (Waiter waiter = first; waiter != null; waiter = waiter.behind) {
      size++;
    }
    return size;
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

  /** A waiter leaves without the lock; false if it was not waiting any more. */
  boolean leave(Inside in, Waiter waiter, Refusal why) {
    boolean waited = remove(waiter);
    if (waited) {
      refuse(in, waiter, why);
    }
    return waited;
  }

  /** Tells somebody who does not wait here, or no more. */
  void refuse(Inside in, Waiter waiter, Refusal why) {
    in.afterwards(() -> waiter.refused(why));
  }

  /** All leave without the lock. */
  void refuseAll(Inside in, Refusal why) {
    for (Waiter waiter = poll(); waiter != null; waiter = poll()) {
      refuse(in, waiter, why);
    }
  }

  private boolean remove(Waiter waiter) {
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
   * Those who leave when the lock is busy do.
   *
   * @param arrived among so many that came first
   */
  void refuseOnlyOnce(Inside in, long arrived, Supplier<Refusal> why) {
    for (Waiter w = firstOnlyOnce(arrived); w != null; w = firstOnlyOnce(arrived)) {
      leave(in, w, why.get());
    }
  }

  /**
   * Those who leave when the lock is busy stay for a time.
   *
   * @param arrived among so many that came first
   */
  void persuadeOnlyOnce(Inside in, long arrived, long nanos) {
    for (Waiter w = firstOnlyOnce(arrived); w != null; w = firstOnlyOnce(arrived)) {
      persuade(in, w, nanos);
    }
  }

  /** If the first is one who leaves when the lock is busy, it stays for a time. */
  void persuadeFirst(Inside in, long nanos) {
    Waiter next = first;
    if (next != null && next.once) {
      persuade(in, next, nanos);
    }
  }

  private void persuade(Inside in, Waiter waiter, long nanos) {
    waiter.once = false;
    onlyOnce--;
    extend(in, waiter, nanos);
  }

  private void extend(Inside in, Waiter waiter, long nanos) {
    in.afterwards(() -> waiter.extend(nanos));
  }

  /**
   * Somebody whose time is up stays for as long as a first answer may take, and leaves if that is
   * that the lock is busy; false if it has been so already.
   */
  boolean awaitFirstAnswer(Inside in, Waiter waiter) {
    if (!waiter.mayOverrun) {
      return false;
    }
    waiter.mayOverrun = false;
    if (waiter.queued && !waiter.once) {
      waiter.once = true;
      onlyOnce++;
    }
    extend(in, waiter, Limits.FIRST_ANSWER_NANOS - waiter.maxWaitNanos);
    return true;
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
