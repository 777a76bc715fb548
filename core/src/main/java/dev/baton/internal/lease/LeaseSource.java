package dev.baton.internal.lease;

import java.util.Optional;

/** A lock in the ways in which {@link ThreadOwnedLock} takes it. All may block. */
public interface LeaseSource {

  /** The lock's name. */
  String name();

  /** Waits for as long as it takes; an interrupt is kept for the caller to see. */
  CheckedLease acquireUninterruptibly();

  /** Waits for as long as it takes. */
  CheckedLease acquireInterruptibly() throws InterruptedException;

  /** Never waits for another holder, so an interrupt is left for later. */
  Optional<? extends CheckedLease> tryOnce();

  /** Waits for at most so many nanoseconds. */
  Optional<? extends CheckedLease> tryFor(long maxWaitNanos) throws InterruptedException;
}
