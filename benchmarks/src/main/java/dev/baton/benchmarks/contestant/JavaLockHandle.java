package dev.baton.benchmarks.contestant;

import java.util.concurrent.locks.Lock;

/** A lock that has the JDK's interface. */
record JavaLockHandle(Lock lock) implements LockHandle {

  @Override
  @SuppressWarnings("LockNotBeforeTry") // the caller has the try
  public long acquire() {
    lock.lock();
    return NO_FENCE;
  }

  @Override
  public void release() {
    lock.unlock();
  }
}
