package dev.baton.testing.faults.worker;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.ReleaseOutcome;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Journal;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Takes locks, holds them for a while, and notes what it is told. */
final class LockUser {
  /** Between two questions whether the lock is still held. */
  private static final long ASKING = TimeUnit.MICROSECONDS.toNanos(200);

  private final LockClient client;
  private final String name;
  private final Slot slot;
  private final Journal journal;

  LockUser(LockClient client, String name, Slot slot, Journal journal) {
    this.client = client;
    this.name = name;
    this.slot = slot;
    this.journal = journal;
  }

  /** What was asked for; it is believed since its answer, or since before that. */
  private record Asked(Wish wish, long wantedAt, long deadlineAt, long since) {}

  /** Returns whether the lock could be asked for: false if that ended with an error. */
  boolean use(Wish wish, Wait wait, long holdNanos) throws InterruptedException {
    long wantedAt = System.nanoTime();
    Asked asked = asking(new Asked(wish, wantedAt, wait.deadline(wantedAt), Operation.NEVER));
    Outcome outcome;
    try {
      Optional<Lease> lease = wait.on(wish.of(client));
      if (lease.isPresent()) {
        hold(asked, lease.get(), holdNanos);
        return true;
      }
      outcome = Outcome.TIMED_OUT;
    } catch (LockTimeoutException e) {
      outcome = Outcome.TIMED_OUT;
    } catch (CancellationException e) {
      outcome = Outcome.CANCELLED;
    } catch (LockException | IllegalStateException e) {
      outcome = Outcome.REFUSED;
    } catch (ExecutionException e) {
      outcome = e.getCause() instanceof LockTimeoutException ? Outcome.TIMED_OUT : Outcome.REFUSED;
    }
    noteUngranted(asked, outcome);
    return outcome != Outcome.REFUSED;
  }

  private void hold(Asked asked, Lease lease, long holdNanos) {
    long answeredAt = System.nanoTime();
    slot.granted(answeredAt, lease.fencingToken());
    long until = answeredAt;
    long now = System.nanoTime();
    boolean done = false;
    while (!done && lease.isHeld()) {
      until = now;
      slot.believed(until);
      done = now - answeredAt >= holdNanos;
      if (!done) {
        LockSupport.parkNanos(ASKING);
        now = System.nanoTime();
      }
    }
    boolean readsOn = done && asked.wish.readsOn();
    Ending ending = readsOn ? Ending.RELEASED : done ? release(lease) : Ending.LOST;
    String token = lease.ownerToken();
    note(
        new Operation(
            lease.lockName(),
            token.substring(0, Math.max(token.lastIndexOf('#'), token.lastIndexOf('*'))),
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
      Lease reading = client.readWriteLock(lock.key(), lock.options()).downgrade(writing);
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
    slot.waiting(asked.wish, asked.wantedAt, asked.deadlineAt);
    return asked;
  }

  private void noteUngranted(Asked asked, Outcome outcome) {
    note(
        Operation.ungranted(
                asked.wish.lock().key(),
                name,
                asked.wantedAt,
                asked.deadlineAt,
                System.nanoTime(),
                outcome)
            .inMode(asked.wish.mode()));
  }

  private void note(Operation operation) {
    journal.append(operation);
    slot.idle();
  }
}
