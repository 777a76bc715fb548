package dev.baton.testing.faults.worker;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.ReleaseOutcome;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Journal;
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

  /** Returns whether the lock could be asked for: false if that ended with an error. */
  boolean use(SharedLock shared, Wait wait, long holdNanos) throws InterruptedException {
    DistributedLock lock = client.lock(shared.key(), shared.options());
    long wantedAt = System.nanoTime();
    long deadlineAt = wait.deadline(wantedAt);
    slot.waiting(shared, wantedAt, deadlineAt);
    Outcome outcome;
    try {
      Optional<Lease> lease = wait.on(lock);
      if (lease.isPresent()) {
        hold(lease.get(), wantedAt, deadlineAt, holdNanos);
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
    note(Operation.ungranted(shared.key(), name, wantedAt, deadlineAt, System.nanoTime(), outcome));
    return outcome != Outcome.REFUSED;
  }

  private void hold(Lease lease, long wantedAt, long deadlineAt, long holdNanos) {
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
    Ending ending = done ? release(lease) : Ending.LOST;
    String token = lease.ownerToken();
    note(
        new Operation(
            lease.lockName(),
            token.substring(0, token.lastIndexOf('#')),
            wantedAt,
            deadlineAt,
            answeredAt,
            Outcome.GRANTED,
            lease.fencingToken(),
            answeredAt,
            until,
            ending,
            0));
  }

  private static Ending release(Lease lease) {
    try {
      return lease.release() == ReleaseOutcome.RELEASED ? Ending.RELEASED : Ending.LOST;
    } catch (LockException unanswered) {
      return Ending.RELEASED; // it counts as not held from then on
    }
  }

  private void note(Operation operation) {
    journal.append(operation);
    slot.idle();
  }
}
