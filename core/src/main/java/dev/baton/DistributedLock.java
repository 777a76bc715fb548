package dev.baton;

import java.util.concurrent.locks.Lock;

/**
 * A lock with a name, shared by all processes that use the same Redis and the same name. Cheap to
 * make and stateless: whatever an acquisition needs lives in its {@link Lease}.
 *
 * <p>Waiters stand in one queue in the server, a process in one place, and get the lock by turns: a
 * process that has it passes it among its own waiters in the order in which they came, within
 * {@linkplain LockOptions#strictFifo(boolean) bounds}. With {@link LockOptions#strictFifo()} each
 * waiter has its own place. Acquisitions are not reentrant, since a lease belongs to no thread;
 * {@link #asJavaLock()} is.
 *
 * <p>The costs that methods name are those on one server, and the same on a cluster or behind
 * Sentinels. A lock of a {@linkplain LockClient#quorum(dev.baton.spi.Connector...) quorum} is asked
 * for at each of its servers, and has no queue: who waits tries again after a random time.
 */
public interface DistributedLock extends Acquirable {

  /**
   * A view of this lock for code that expects the JDK's interface: owned by threads, reentrant at
   * no cost, and without conditions. All views of one name in one {@link LockClient} count the
   * holds of a thread together. Its {@code unlock} throws {@link LeaseLostException} if the lock
   * was lost meanwhile.
   *
   * @return the view
   */
  Lock asJavaLock();

  /**
   * Asks Redis whether anybody holds the lock. Blocking, one round trip.
   *
   * @return whether its key exists, whoever made it
   * @throws BackendException if Redis did not answer
   */
  boolean isLocked();
}
