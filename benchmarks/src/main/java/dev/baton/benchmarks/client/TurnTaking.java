package dev.baton.benchmarks.client;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Waiters of one lock that each go to the end of the queue when they have had their turn. */
final class TurnTaking {
  private final DistributedLock lock;
  private final Witness witness = new Witness(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private volatile Histogram handover = Histograms.make();
  private volatile long left;
  private final AtomicLong locks = new AtomicLong();
  private volatile boolean ending;

  TurnTaking(DistributedLock lock) {
    this.lock = lock;
  }

  /** One more waiter. */
  void join() {
    waiting.incrementAndGet();
    lock.acquireAsync().whenComplete(this::onTurn);
  }

  private void onTurn(@Nullable Lease lease, @Nullable Throwable error) {
    try {
      if (lease == null) {
        throw new IllegalStateException("a waiter failed", error);
      }
      long now = System.nanoTime();
      witness.enter(1, lease.fencingToken());
      Histograms.record(handover, now - left);
      locks.incrementAndGet();
      if (!ending) {
        join();
      }
      long leaving = System.nanoTime();
      left = leaving;
      witness.exit(1, leaving);
      lease.releaseAsync();
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
    if (waiting.decrementAndGet() == 0) {
      over.countDown();
    }
  }

  /** Somebody who is not one of them leaves the lock to the first. */
  void leaving(long now) {
    left = now;
  }

  /** Begins the histogram anew. */
  void forget() {
    handover = Histograms.make();
  }

  long locks() {
    return locks.get();
  }

  double medianHandoverNanos() {
    return handover.getValueAtPercentile(50);
  }

  /** Lets the queue run out. */
  void end(Duration patience) throws InterruptedException {
    ending = true;
    boolean ended = over.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    Throwable why = failure.get();
    if (why != null || !ended) {
      throw new IllegalStateException("the queue did not run out", why);
    }
  }
}
