package dev.baton.internal.lease;

import java.util.concurrent.locks.Lock;

/** The JDK's views of the locks of one client, and which threads hold them. */
public final class ThreadViews {
  final ThreadHolds writes = new ThreadHolds();
  final ThreadHolds reads = new ThreadHolds();

  /** A view of a lock, or of the side of one that is for reading. */
  Lock of(LeaseSource lock) {
    return lock.isForReading()
        ? new ThreadOwnedReadLock(lock, this)
        : new ThreadOwnedLock(lock, this);
  }

  /** How many locks threads have. */
  public int size() {
    return writes.size() + reads.size();
  }
}
