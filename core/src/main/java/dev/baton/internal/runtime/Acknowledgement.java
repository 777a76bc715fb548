package dev.baton.internal.runtime;

import dev.baton.LockListener.Way;
import dev.baton.internal.lease.Refusal;
import dev.baton.internal.protocol.Transience;
import dev.baton.internal.time.Turnstile.Inside;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ServerError;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A hold that nobody has yet, until enough replicas acknowledged its grant. Asks again for as long
 * as it is needed. All happens inside the cohort's turnstile, but for the questions themselves.
 */
final class Acknowledgement implements SeatState.Taken {
  private static final long FIRST_REST = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(800);

  private final Seat seat;
  private final Cohort cohort;
  private final Hold hold;
  private final Way way;
  private final int wanted;

  /** The most that were counted: each of them has the grant, also if a later count is smaller. */
  private OptionalLong replicas = OptionalLong.empty();

  private long rest = FIRST_REST;
  private long askedAt;
  private @Nullable BackendFault silence;

  /**
   * One that has yet to ask.
   *
   * @param way how the hold came
   * @param wanted so many replicas are to have it
   */
  Acknowledgement(Seat seat, Hold hold, Way way, int wanted) {
    this.seat = seat;
    this.cohort = seat.cohort();
    this.hold = hold;
    this.way = way;
    this.wanted = wanted;
  }

  Hold hold() {
    return hold;
  }

  /** How the hold came. */
  Way way() {
    return way;
  }

  /** Asks the replicas. */
  void ask(Inside in) {
    askedAt = cohort.services().clock().nanoTime();
    in.afterwards(
        () ->
            cohort
                .services()
                .acknowledger()
                .ask(
                    hold,
                    wanted,
                    (count, thrown) -> cohort.submit(later -> answered(later, count, thrown))));
  }

  /** Why nobody has the lock yet. */
  Refusal whyNot() {
    return new Refusal.Unacknowledged(replicas, wanted, Optional.ofNullable(silence));
  }

  private void answered(Inside in, long count, @Nullable Throwable thrown) {
    if (!seat.awaits(this)) {
      return;
    }
    if (thrown == null) {
      silence = null;
      rest = FIRST_REST;
      replicas = OptionalLong.of(Math.max(count, replicas.orElse(0)));
      if (count >= wanted) {
        seat.acknowledged(in, this);
      } else if (cohort.services().clock().nanoTime() - askedAt < FIRST_REST) {
        askLater(in); // whoever answered did not wait for them
      } else {
        ask(in);
      }
    } else if (thrown instanceof BackendFault fault && Transience.passes(fault)) {
      silence = fault;
      askLater(in);
    } else {
      seat.unacknowledged(in, this, refusal(thrown));
    }
  }

  private void askLater(Inside in) {
    Services services = cohort.services();
    long at = services.clock().after(rest);
    rest = Math.min(LONGEST_REST, rest * 2);
    in.afterwards(
        () -> {
          var unused = services.timer().at(at, () -> cohort.submit(this::askAgain));
        });
  }

  private void askAgain(Inside in) {
    if (seat.awaits(this)) {
      ask(in);
    }
  }

  private static Refusal refusal(Throwable thrown) {
    if (thrown instanceof ServerError refused) {
      return new Refusal.Failed(
          new ServerError(
              refused.message()
                  + " - it cannot be told how many replicas have the grant of a lock, which needs"
                  + " WAIT"));
    }
    return thrown instanceof BackendFault fault
        ? new Refusal.Failed(fault)
        : new Refusal.Broken(
            thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown));
  }
}
