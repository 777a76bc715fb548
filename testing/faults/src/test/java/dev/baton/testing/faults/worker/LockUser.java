package dev.baton.testing.faults.worker;

import dev.baton.Lease;
import dev.baton.LockException;
import dev.baton.ReleaseOutcome;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;

/** Takes one lock after the other, holds each for a while, and notes what it is told. */
final class LockUser implements User {
  /** Between two questions whether the lock is still held. */
  static final long ASKING = TimeUnit.MICROSECONDS.toNanos(200);

  private final Desk desk;
  private final BiFunction<WantedLock, Random, Wish> wishes;

  /** One who wants any of the locks in such ways. */
  LockUser(Desk desk, BiFunction<WantedLock, Random, Wish> wishes) {
    this.desk = desk;
    this.wishes = wishes;
  }

  /** What was asked for; it is believed since its answer, or since before that. */
  private record Asked(Wish wish, long wantedAt, long deadlineAt, long since) {}

  @Override
  public boolean use(Random random) throws InterruptedException {
    Wish wish = wishes.apply(desk.oneOf(random), random);
    Wait wait = Wait.oneOf(random);
    long holdNanos = User.holdNanos(random);
    long wantedAt = System.nanoTime();
    Asked asked = asking(new Asked(wish, wantedAt, wait.deadline(wantedAt), Operation.NEVER));
    Answer<Lease> answer = wait.ask(Ways.of(wish.of(desk.client())));
    if (answer.lease().isPresent()) {
      hold(asked, answer.lease().get(), holdNanos);
    } else {
      noteUngranted(asked, answer.outcome());
    }
    return answer.isHeard();
  }

  private void hold(Asked asked, Lease lease, long holdNanos) {
    long answeredAt = System.nanoTime();
    desk.slot().granted(answeredAt, lease.fencingToken());
    long until = answeredAt;
    long now = System.nanoTime();
    boolean done = false;
    while (!done && lease.isHeld()) {
      until = now;
      desk.slot().believed(until);
      done = now - answeredAt >= holdNanos;
      if (!done) {
        LockSupport.parkNanos(ASKING);
        now = System.nanoTime();
      }
    }
    boolean readsOn = done && asked.wish.readsOn();
    Ending ending = readsOn ? Ending.RELEASED : done ? release(lease) : Ending.LOST;
    note(
        new Operation(
            lease.lockName(),
            Desk.client(lease.ownerToken()),
            asked.wantedAt,
            asked.deadlineAt,
            answeredAt,
            Outcome.GRANTED,
            lease.fencingToken(),
            until == answeredAt ? answeredAt : Math.min(answeredAt, asked.since),
            until,
            ending,
            0,
            asked.wish.mode()));
    if (readsOn) {
      readOn(asked.wish.lock(), lease, holdNanos);
    }
  }

  /** Nobody writes in between: so it counts as read from the beginning, once it is granted. */
  private void readOn(WantedLock lock, Lease writing, long holdNanos) {
    Wish wish = new Wish(lock, Mode.READ);
    long wantedAt = System.nanoTime();
    Asked asked = asking(new Asked(wish, wantedAt, Operation.NEVER, wantedAt));
    try {
      Lease reading = desk.client().readWriteLock(lock.key(), lock.options()).downgrade(writing);
      hold(asked, reading, holdNanos);
    } catch (LockException | IllegalStateException e) {
      noteUngranted(asked, Outcome.REFUSED);
    }
  }

  private static Ending release(Lease lease) {
    try {
      return lease.release() == ReleaseOutcome.RELEASED ? Ending.RELEASED : Ending.LOST;
    } catch (LockException unanswered) {
      return Ending.RELEASED; // it counts as not held from then on
    }
  }

  private Asked asking(Asked asked) {
    desk.slot().waiting(asked.wish, asked.wantedAt, asked.deadlineAt);
    return asked;
  }

  private void noteUngranted(Asked asked, Outcome outcome) {
    note(desk.ungranted(asked.wish, asked.wantedAt, asked.deadlineAt, outcome));
  }

  private void note(Operation operation) {
    desk.journal().append(operation);
    desk.slot().idle();
  }
}
