package dev.baton.testing.faults.worker;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Journal;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import java.util.concurrent.atomic.AtomicInteger;

/** Very many who wait for one lock in one client; whoever gets it gives it back at once. */
final class Crowd {
  private final DistributedLock lock;
  private final Journal journal;

  Crowd(LockClient client, Journal journal) {
    this.lock = client.lock(WantedLock.STRICT.key(), WantedLock.STRICT.options());
    this.journal = journal;
  }

  /** Begins to wait; {@code served} is run when all have had their turn. */
  void join(int count, Runnable served) {
    AtomicInteger left = new AtomicInteger(count);
    for (int i = 0; i < count; i++) {
      long wantedAt = System.nanoTime();
      lock.acquireAsync()
          .thenAccept(
              lease -> {
                taken(lease, wantedAt);
                if (left.decrementAndGet() == 0) {
                  served.run();
                }
              });
    }
  }

  private void taken(Lease lease, long wantedAt) {
    long answeredAt = System.nanoTime();
    long asked = System.nanoTime();
    long until = lease.isHeld() ? asked : answeredAt;
    journal.append(
        new Operation(
            lease.lockName(),
            lease.ownerToken(),
            wantedAt,
            Operation.NEVER,
            answeredAt,
            Outcome.GRANTED,
            lease.fencingToken(),
            answeredAt,
            until,
            Ending.RELEASED,
            0));
    lease.releaseAsync().exceptionally(unanswered -> null);
  }
}
