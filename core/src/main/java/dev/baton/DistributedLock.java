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
 * <p>Which method is the one you want:
 *
 * <ul>
 *   <li>to do something under the lock, whatever it takes to get it: {@link #call(LeaseFunction)
 *       call}, or {@link #acquire()} in a {@code try} statement that closes the lease;
 *   <li>to give up after a time: {@link #acquire(java.time.Duration) acquire(maxWait)} if that is
 *       an error, {@link #tryAcquire(java.time.Duration) tryAcquire(maxWait)} if not;
 *   <li>to leave it if somebody is at it already: {@link #tryAcquire()};
 *   <li>to block no thread: {@link #acquireAsync()};
 *   <li>to enter again what the same thread has, or where a JDK lock is expected: {@link
 *       #asJavaLock()};
 *   <li>to look only: {@link #isLocked()}, {@link #inspect()}.
 * </ul>
 *
 * <p>Many readers, permits, several locks together and a leader are other methods of {@link
 * LockClient}.
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
