package dev.baton.cluster;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Says that the slot map may be out of date, or that something is not as the map wants it. */
final class RefreshSignal {
  private final Semaphore raised = new Semaphore(0);
  private final AtomicReference<@Nullable ClusterMember> preferred = new AtomicReference<>();

  /** Has the map refreshed soon. Does not wait. */
  void raise() {
    if (raised.availablePermits() == 0) {
      raised.release();
    }
  }

  /** The same, and names the node that knows best: the new owner of a slot. */
  void raise(ClusterMember best) {
    preferred.set(best);
    raise();
  }

  /** Who was named last; null if nobody was. */
  @Nullable ClusterMember preferred() {
    return preferred.get();
  }

  /** Waits until it is raised, or for that time. */
  void await(long nanos) {
    try {
      var unused = raised.tryAcquire(nanos, NANOSECONDS);
      raised.drainPermits();
    } catch (InterruptedException e) {
      // not Baton's doing; the wait is over, then
    }
  }
}
