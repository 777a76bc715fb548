package dev.baton.internal.lease;

import dev.baton.internal.lease.ThreadHolds.Hold;

/**
 * The side of a distributed lock that is for reading, as the JDK's interface. A thread that writes
 * can begin to read, which costs nothing; when it stops writing, it goes on reading.
 */
final class ThreadOwnedReadLock extends ThreadOwnedLock {
  private final LeaseSource lock;
  private final ThreadViews threads;

  ThreadOwnedReadLock(LeaseSource lock, ThreadViews threads) {
    super(lock, threads, threads.reads);
    this.lock = lock;
    this.threads = threads;
  }

  @Override
  boolean reentered() {
    if (super.reentered()) {
      return true;
    }
    Hold writing = threads.writes.mine(lock.name());
    if (writing == null) {
      return false;
    }
    writing.lease().ensureHeld();
    threads.reads.putWriting(lock, writing.lease());
    return true;
  }

  @Override
  boolean mayWait() {
    return true;
  }

  @Override
  void giveBack(Hold hold) {
    if (!hold.isForWriting()) {
      hold.lease().release();
    }
  }
}
