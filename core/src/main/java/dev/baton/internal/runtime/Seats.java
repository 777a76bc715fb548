package dev.baton.internal.runtime;

import dev.baton.LocalLock;
import dev.baton.internal.lease.Refusal;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The seats that those of one process have at one lock, and how many of them have what: linked, one
 * at first, and no more than were taken at one time. It is one object with the {@link Cohort}, of
 * which there are as many as locks held. All happens inside the turnstile.
 */
abstract class Seats extends Turnstile {
  private final LockSpec lock;
  private final Seat first;

  /** How many have a hold or an attempt. */
  private int taken;

  /** How many may soon have something for the next who waits. */
  private int getting;

  /** One seat, with nothing. */
  Seats(LockSpec lock) {
    this.lock = lock;
    this.first = newSeat();
  }

  /** A seat of this cohort, with nothing. */
  abstract Seat newSeat();

  final LockSpec lock() {
    return lock;
  }

  final Seat first() {
    return first;
  }

  final boolean haveNothing() {
    return taken == 0;
  }

  final boolean areAllTaken() {
    return taken == lock.seats();
  }

  /** Whether any may soon have something for the next who waits. */
  final boolean isAnyGetting() {
    return getting > 0;
  }

  /** A seat has something else from now on, or nothing. */
  final void count(SeatState.@Nullable Taken before, SeatState.@Nullable Taken now) {
    taken += isOne(now != null) - isOne(before != null);
    getting += isOne(isGetting(now)) - isOne(isGetting(before));
  }

  private static int isOne(boolean counts) {
    return counts ? 1 : 0;
  }

  private static boolean isGetting(SeatState.@Nullable Taken seat) {
    return seat != null && !(seat instanceof Hold);
  }

  /** One that has nothing; null if there are as many as can be, and none is free. */
  final @Nullable Seat freeSeat() {
    if (areAllTaken()) {
      return null;
    }
    Seat last = first;
    for (Seat seat = first; seat != null; seat = seat.next) {
      if (seat.isIdle()) {
        return seat;
      }
      last = seat;
    }
    last.next = newSeat();
    return last.next;
  }

  /** Whether something that was asked for is yet to be answered. */
  final boolean isAsking() {
    return isAnySeeking(attempt -> !attempt.isWaiting());
  }

  /** Whether the server was asked, and has not said anything yet. */
  final boolean isUnanswered() {
    return isAnySeeking(attempt -> true) && !isAnySeeking(Attempt::isAnswered);
  }

  final boolean isAnySeeking(Predicate<Attempt> how) {
    for (Seat seat = getting == 0 ? null : first; seat != null; seat = seat.next) {
      Attempt seeking = seat.attempt();
      if (seeking != null && how.test(seeking)) {
        return true;
      }
    }
    return false;
  }

  final @Nullable Seat seatWhere(Predicate<Seat> test) {
    for (Seat seat = first; seat != null; seat = seat.next) {
      if (test.test(seat)) {
        return seat;
      }
    }
    return null;
  }

  final void forEachSeat(Consumer<Seat> action) {
    for (Seat seat = first; seat != null; seat = seat.next) {
      action.accept(seat);
    }
  }

  /** Why somebody who waits does not have the lock. */
  final Refusal whyNot() {
    Seat known = seatWhere(seat -> seat.attempt() != null);
    known = known == null ? seatWhere(seat -> seat.hold() != null) : known;
    Refusal why = known == null ? null : known.whyNot();
    return why == null ? new Refusal.Busy(Optional.empty(), false, Optional.empty()) : why;
  }

  /**
   * What this process has of the lock.
   *
   * @param waiting how many wait for it here
   * @param now by the clock of the client
   */
  final LocalLock described(int waiting, long now) {
    int held = 0;
    int holders = 0;
    long fence = 0;
    long since = Long.MAX_VALUE;
    for (Seat seat = first; seat != null; seat = seat.next) {
      Hold hold = seat.hold();
      if (hold != null && !hold.isOver()) {
        held++;
        holders += hold.holders().size();
        fence = Math.max(fence, hold.turn().lastGiven());
        since = Math.min(since, hold.grantedAt());
      }
    }
    return new LocalLock(
        lock.name(),
        lock.mode(),
        holders,
        waiting,
        /* kept= */ held > 0 && holders == 0,
        held > 0 ? OptionalLong.of(fence) : OptionalLong.empty(),
        held > 0 ? Optional.of(Duration.ofNanos(now - since)) : Optional.empty());
  }
}
