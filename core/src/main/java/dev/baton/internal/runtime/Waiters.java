package dev.baton.internal.runtime;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Those who wait in a cohort, and what they are told. All happens inside its turnstile. */
final class Waiters {
  private final Turnstile turnstile;
  private final WaitLine line = new WaitLine();

  Waiters(Turnstile turnstile) {
    this.turnstile = turnstile;
  }

  void add(Waiter waiter) {
    line.add(waiter);
  }

  /** Takes out the first; null if nobody waits. */
  @Nullable Waiter poll() {
    return line.poll();
  }

  /** A waiter leaves without the lock; false if it was not waiting any more. */
  boolean leave(Waiter waiter, Refusal why) {
    boolean waited = line.remove(waiter);
    if (waited) {
      refuse(waiter, why);
    }
    return waited;
  }

  /** Tells somebody who does not wait here, or no more. */
  void refuse(Waiter waiter, Refusal why) {
    turnstile.errand(mayBlock -> waiter.refused(why));
  }

  /** All leave without the lock. */
  void refuseAll(Refusal why) {
    for (Waiter waiter = line.poll(); waiter != null; waiter = line.poll()) {
      refuse(waiter, why);
    }
  }

  /**
   * Who tries it only once leaves.
   *
   * @param arrived of so many that came first
   */
  void refuseOnlyOnce(long arrived, Supplier<Refusal> why) {
    for (Waiter w = line.pollOnlyOnce(arrived); w != null; w = line.pollOnlyOnce(arrived)) {
      refuse(w, why.get());
    }
  }

  /**
   * Who tries it only once stays for a time.
   *
   * @param arrived of so many that came first
   */
  void persuadeOnlyOnce(long arrived, long nanos) {
    for (Waiter w = line.persuadeOnlyOnce(arrived); w != null; w = line.persuadeOnlyOnce(arrived)) {
      extend(w, nanos);
    }
  }

  /** If the first tries it only once, it stays for a time. */
  void persuadeFirst(long nanos) {
    Waiter next = line.first();
    if (next != null && line.persuadeOnlyOnce(next.number) == next) {
      extend(next, nanos);
    }
  }

  /**
   * Somebody whose time is up stays for as long as a first answer may take, and leaves if that is
   * that the lock is busy; false if it has been so already.
   */
  boolean awaitFirstAnswer(Waiter waiter) {
    long grace = waiter.grace;
    if (grace <= 0) {
      return false;
    }
    waiter.grace = 0;
    line.hurry(waiter);
    extend(waiter, grace);
    return true;
  }

  /** The first; null if nobody waits. */
  @Nullable Waiter first() {
    return line.first();
  }

  private void extend(Waiter waiter, long nanos) {
    turnstile.errand(mayBlock -> waiter.extend(nanos));
  }

  boolean isEmpty() {
    return line.isEmpty();
  }

  /** Whether more than one wait. */
  boolean hasMany() {
    return line.hasMany();
  }

  /** Whether anybody waits who stays while the lock is busy. */
  boolean hasPatient() {
    return line.hasPatient();
  }

  /** Whether anybody waits who leaves when it is. */
  boolean hasOnlyOnce() {
    return line.hasOnlyOnce();
  }

  /** How many have come to wait here so far. */
  long arrivals() {
    return line.arrivals();
  }
}
