package dev.baton.benchmarks.client;

import dev.baton.benchmarks.contestant.LockHandle;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One thread of a {@link ClosedLoop}, and what it measured. */
final class LoopThread implements Runnable {
  private final LockHandle lock;
  private final Witness witness;
  private final long begin;
  private final long end;
  private final long hold;
  private final HoldLog log;

  private final Histogram latency = Histograms.make();
  private final Histogram wait = Histograms.make();
  private final Histogram absence = Histograms.make();
  private long inTime;
  private long all;
  private @Nullable Throwable failure;

  LoopThread(LockHandle lock, Witness witness, long begin, long end, long hold, HoldLog log) {
    this.lock = lock;
    this.witness = witness;
    this.begin = begin;
    this.end = end;
    this.hold = hold;
    this.log = log;
  }

  @Override
  public void run() {
    try {
      awaitBegin();
      long now = System.nanoTime();
      while (now - end < 0) {
        now = once(now);
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void awaitBegin() {
    for (long left = begin - System.nanoTime(); left > 0; left = begin - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private long once(long asked) throws Exception {
    long fence = lock.acquire();
    if (fence == LockHandle.OVER) {
      return end;
    }
    long acquired = System.nanoTime();
    long before = witness.lastRelease();
    int weight = lock.weight();
    witness.enter(weight, fence);
    long until = acquired + hold;
    long leaving = acquired;
    if (hold > 0) {
      while (leaving - until < 0) {
        Thread.onSpinWait();
        leaving = System.nanoTime();
      }
    } else {
      leaving = System.nanoTime();
    }
    witness.exit(weight, leaving);
    lock.release();
    long released = System.nanoTime();
    log.add(acquired, leaving, fence, weight);
    all++;
    if (released - end <= 0) {
      inTime++;
      Histograms.record(latency, released - asked - hold);
      Histograms.record(wait, acquired - asked);
      Histograms.record(absence, acquired - (before == 0 ? begin : before));
    }
    return released;
  }

  void rethrow() throws Exception {
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  Histogram latency() {
    return latency;
  }

  Histogram waits() {
    return wait;
  }

  Histogram absence() {
    return absence;
  }

  HoldLog log() {
    return log;
  }

  long inTime() {
    return inTime;
  }

  long all() {
    return all;
  }
}
