package dev.baton.internal.lease;

import dev.baton.Lease;
import java.util.Optional;

/** A lock in the ways in which {@link ThreadOwnedLock} takes it. All may block. */
public interface LeaseSource {

  /** The lock's name. */
  String name();

  /** Whether others can have it at the same time, but for whoever has all of it. */
  boolean isForReading();

  /** Waits for as long as it takes; an interrupt is kept for the caller to see. */
  CheckedLease acquireUninterruptibly();

  /** Waits for as long as it takes. */
  CheckedLease acquireInterruptibly() throws InterruptedException;

  /** Never waits for another holder, so an interrupt is left for later. */
  Optional<? extends CheckedLease> tryOnce();

  /**
   * Has a lease that holds all of the lock go on as one of this side, which is for reading, without
   * letting go of it. Blocking, one round trip.
   *
   * @return the lease for reading; the other is released
   * @throws dev.baton.LeaseLostException if that was lost: nothing is held
   * @throws dev.baton.BackendException if the server refused or did not answer: nothing is held, or
   *     what may be is given back in the background
   */
  CheckedLease downgrade(Lease writing);

  /** Waits for at most so many nanoseconds. */
  Optional<? extends CheckedLease> tryFor(long maxWaitNanos) throws InterruptedException;
}
