package dev.baton.internal.lease;

import dev.baton.internal.lease.ThreadHolds.Hold;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A distributed lock as the JDK's interface: owned by threads, and reentrant. */
class ThreadOwnedLock implements Lock {
  private final LeaseSource lock;
  private final ThreadViews threads;
  private final ThreadHolds holds;

  /**
   * A view of a lock that its holder has alone.
   *
   * @param lock where its leases come from
   * @param threads who holds what, for all views of one client
   */
  ThreadOwnedLock(LeaseSource lock, ThreadViews threads) {
    this(lock, threads, threads.writes);
  }

  ThreadOwnedLock(LeaseSource lock, ThreadViews threads, ThreadHolds holds) {
    this.lock = lock;
    this.threads = threads;
    this.holds = holds;
  }

  @Override
  public void lock() {
    if (!reentered()) {
      ensureMayWait();
      holds.put(lock.name(), lock.acquireUninterruptibly());
    }
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!reentered()) {
      ensureMayWait();
      holds.put(lock.name(), lock.acquireInterruptibly());
    }
  }

  @Override
  public boolean tryLock() {
    return reentered() || (mayWait() && took(lock.tryOnce()));
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return reentered() || (mayWait() && took(lock.tryFor(Math.max(0, unit.toNanos(time)))));
  }

  @Override
  public void unlock() {
    Hold hold = holds.mine(lock.name());
    if (hold == null) {
      throw new IllegalMonitorStateException(
          "lock \"" + lock.name() + "\" is not held by " + Thread.currentThread());
    }
    hold.count--;
    if (hold.count > 0) {
      return;
    }
    holds.remove(lock.name());
    giveBack(hold);
    hold.lease().throwIfLost();
  }

  /** The last hold of this thread is over. */
  void giveBack(Hold hold) {
    if (!threads.reads.downgraded(lock.name(), hold.lease())) {
      hold.lease().release();
    }
  }

  /** Whether this thread may wait for the lock: one that reads would wait for itself. */
  boolean mayWait() {
    return threads.reads.mine(lock.name()) == null;
  }

  private void ensureMayWait() {
    if (!mayWait()) {
      throw new IllegalStateException(
          Thread.currentThread()
              + " reads \""
              + lock.name()
              + "\", and would wait for itself if it wanted to write: it must unlock the read lock"
              + " first");
    }
  }

  @Override
  public Condition newCondition() {
    throw new UnsupportedOperationException(
        "a distributed lock has no conditions: nobody could wake a thread of another process");
  }

  /** Holds once more what this thread holds; what it has lost it must unlock first. */
  boolean reentered() {
    Hold hold = holds.mine(lock.name());
    if (hold == null) {
      return false;
    }
    hold.lease().ensureHeld();
    hold.count++;
    return true;
  }

  private boolean took(Optional<? extends CheckedLease> lease) {
    lease.ifPresent(taken -> holds.put(lock.name(), taken));
    return lease.isPresent();
  }

  @Override
  public String toString() {
    return "Lock[\"" + lock.name() + "\"]";
  }
}
