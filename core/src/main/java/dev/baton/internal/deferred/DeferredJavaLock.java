package dev.baton.internal.deferred;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The JDK's view of a {@link DeferredLock}; who holds it is known to the client that it becomes.
 */
record DeferredJavaLock(DeferredLock of) implements Lock {
  private Lock connected() {
    return of.connected().asJavaLock();
  }

  @Override
  public void lock() {
    connected().lock();
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    connected().lockInterruptibly();
  }

  @Override
  public boolean tryLock() {
    return connected().tryLock();
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    return connected().tryLock(time, unit);
  }

  @Override
  public void unlock() {
    connected().unlock();
  }

  @Override
  public Condition newCondition() {
    throw new UnsupportedOperationException(
        "a distributed lock has no conditions: nobody could wake a thread of another process");
  }
}
