package dev.baton.internal.runtime;

import dev.baton.LockListener.Way;
import dev.baton.internal.lease.Refusal;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile.Inside;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Seat} has, with which it is one object: nothing, or one of three things; and how
 * those who wait are given it. Touched inside the cohort's turnstile only.
 */
abstract class SeatState {
  final Cohort cohort;

  /** The cohort's next; null if this is the last. */
  @Nullable Seat next;

  /** What it has; null if nothing. */
  private @Nullable Taken taken;

  /** What a seat can have: an attempt to get a hold, one that is not for anybody yet, or one. */
  sealed interface Taken permits Attempt, Acknowledgement, Hold {}

  /** One with nothing. */
  SeatState(Cohort cohort) {
    this.cohort = cohort;
  }

  final Cohort cohort() {
    return cohort;
  }

  final LockSpec lock() {
    return cohort.lock();
  }

  final Services services() {
    return cohort.services();
  }

  final WaitLine waiters() {
    return cohort.waiters();
  }

  /** It has something else from now on, or nothing. */
  final void has(@Nullable Taken now) {
    Taken before = taken;
    taken = now;
    cohort.count(before, now);
  }

  /** Whether there is neither a hold nor an attempt. */
  final boolean isIdle() {
    return taken == null;
  }

  /** What it holds; null if nothing. */
  final @Nullable Hold hold() {
    Acknowledgement asking = acknowledgement();
    return asking != null ? asking.hold() : handedOut();
  }

  /** What it holds, if the one with this lease has that; null otherwise. */
  final @Nullable Hold held(HeldLease lease) {
    Hold mine = hold();
    return mine != null && mine.holders().have(lease) ? mine : null;
  }

  /** What it holds and nothing keeps from those who wait; null if nothing. */
  final @Nullable Hold handedOut() {
    return taken instanceof Hold held ? held : null;
  }

  /** Whether it holds the lock under a value. */
  final boolean holds(byte[] value) {
    Hold mine = hold();
    return mine != null && Arrays.equals(mine.value(), value);
  }

  /** How it is getting something; null if it is not. */
  final @Nullable Attempt attempt() {
    return taken instanceof Attempt seeking ? seeking : null;
  }

  /** What its hold needs before anybody has it; null if nothing, or there is no hold. */
  final @Nullable Acknowledgement acknowledgement() {
    return taken instanceof Acknowledgement asking ? asking : null;
  }

  /** Whether somebody waits for that. */
  final boolean awaits(Acknowledgement asking) {
    return taken == asking && !asking.hold().isOver();
  }

  /** Why nobody else has what is here; null if nothing is. */
  final @Nullable Refusal whyNot() {
    if (taken instanceof Acknowledgement asking) {
      return asking.whyNot();
    }
    return taken instanceof Attempt seeking ? seeking.whyNot() : heldHere();
  }

  /** That it is held here; null if it is not. */
  final @Nullable Refusal heldHere() {
    Hold mine = hold();
    return mine == null
        ? null
        : new Refusal.Busy(Optional.of(mine.ownerToken()), true, Optional.empty());
  }

  /** Whether somebody who comes may have what is held here, as it is. */
  final boolean mayTakeUp() {
    Hold mine = handedOut();
    return mine != null && admitsAnother(mine);
  }

  /** Whether another may have the hold beside those who do. */
  private boolean admitsAnother(Hold mine) {
    return lock().isForMany() || mine.holders().isEmpty();
  }

  /** It has the hold no more, and nobody is told. */
  final void forgetHold(Hold mine) {
    mine.holders().clear(forgotten -> {});
    has(null);
  }

  static boolean callsBack(@Nullable Waiter next) {
    return next != null && next.callsBack();
  }

  /**
   * Gives the hold to those who wait, as far as they can have it; others learn that they cannot.
   */
  final void handOut(Inside in, Hold mine, Way way) {
    admit(in, mine, way);
    nothingForOthers(in);
    if (!cohort.nobodyWaits()) {
      watchIfEndless(in);
    }
  }

  /** Who tries only once leaves, unless another seat asks for them too. */
  final void nothingForOthers(Inside in) {
    if (!cohort.isAsking()) {
      busy(in, waiters().arrivals());
    }
  }

  /**
   * The lock is somebody's: who tries it only once leaves.
   *
   * @param arrived of so many that came first; who came later may know better
   */
  final void busy(Inside in, long arrived) {
    waiters().refuseOnlyOnce(in, arrived, cohort::whyNot);
  }

  /** Gives the hold to the first of those who wait, and to as many more as can have it together. */
  final void admit(Inside in, Hold mine, Way first) {
    Way way = first;
    while (!cohort.nobodyWaits() && admitsAnother(mine)) {
      grant(in, mine, Objects.requireNonNull(waiters().poll()), way);
      way = Way.JOINED;
    }
    cohort.restIfNobodyWaits(in);
  }

  /** Gives the hold to one. */
  final void grant(Inside in, Hold mine, Waiter waiter, Way way) {
    waiter.comes(way);
    HeldLease lease = new HeldLease(mine, mine.turn().next(), waiter.origin);
    mine.holders().add(lease, lock().isForMany() ? waiter.thread() : null);
    if (lock().options().ownerToken().isPresent()) {
      cohort.forget(); // nobody else comes here, and the lock can go by its token
    }
    in.afterwards(() -> waiter.granted(lease));
  }

  /** Somebody waits for what may never end by itself. */
  final void watchIfEndless(Inside in) {
    Hold mine = hold();
    if (mine != null && mine.isEndless() && !mine.patrolled) {
      mine.patrolled = true;
      new Patrol(mine).begin(in);
    }
  }
}
