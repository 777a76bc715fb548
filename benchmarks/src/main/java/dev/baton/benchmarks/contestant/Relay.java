package dev.baton.benchmarks.contestant;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Messages that have come and that a waiting thread takes: one thread puts, another takes. */
final class Relay {
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicInteger arrived = new AtomicInteger();
  private volatile @Nullable Thread waiting;

  /** A message came. */
  void put() {
    arrived.incrementAndGet();
    LockSupport.unpark(waiting);
  }

  /** Parks until there is one, and takes it; false if none came for long: the other has ended. */
  boolean take() throws InterruptedException {
    waiting = Thread.currentThread();
    long end = System.nanoTime() + LONG_NANOS;
    while (arrived.get() == 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, left);
    }
    arrived.decrementAndGet();
    return true;
  }
}
