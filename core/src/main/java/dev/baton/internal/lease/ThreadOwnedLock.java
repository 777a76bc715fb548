package dev.baton.internal.lease;

import dev.baton.internal.lease.ThreadHolds.Hold;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A distributed lock as the JDK's interface: owned by threads, and reentrant. */
public final class ThreadOwnedLock implements Lock {
  private final LeaseSource lock;
  private final ThreadHolds holds;

  /**
   * A view of a lock.
   *
   * @param lock where its leases come from
   * @param holds who holds what, shared by all views of one client
   */
  public ThreadOwnedLock(LeaseSource lock, ThreadHolds holds) {
    this.lock = lock;
    this.holds = holds;
  }

  @Override
  public void lock() {
    if (!reentered()) {
      holds.put(lock.name(), lock.acquireUninterruptibly());
    }
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!reentered()) {
      holds.put(lock.name(), lock.acquireInterruptibly());
    }
  }

  @Override
  public boolean tryLock() {
    return reentered() || took(lock.tryOnce());
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return reentered() || took(lock.tryFor(Math.max(0, unit.toNanos(time))));
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
    hold.lease.release();
    hold.lease.throwIfLost();
  }

  @Override
  public Condition newCondition() {
    throw new UnsupportedOperationException(
        "a distributed lock has no conditions: nobody could wake a thread of another process");
  }

  /** Holds once more what this thread holds; what it has lost it must unlock first. */
  private boolean reentered() {
    Hold hold = holds.mine(lock.name());
    if (hold == null) {
      return false;
    }
    hold.lease.ensureHeld();
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
