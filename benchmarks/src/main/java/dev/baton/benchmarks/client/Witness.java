package dev.baton.benchmarks.client;

import dev.baton.benchmarks.contestant.LockHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sees that the threads of this process never hold more of a lock than there is, and that its
 * fences rise: those who hold it at the same time may have the same one.
 */
final class Witness {
  private final int room;
  private final AtomicLong taken = new AtomicLong();
  private long lastFence;
  private long lastFenceOfAll;
  private volatile long lastRelease;

  /**
   * Nobody holds the lock yet.
   *
   * @param room how much of the lock there is
   */
  Witness(int room) {
    this.room = room;
  }

  /** Called by whoever has just got so much of the lock. */
  void enter(int weight, long fence) {
    if (taken.addAndGet(weight) > room) {
      throw new IllegalStateException(
          "NOT EXCLUSIVE: more hold one lock at the same time than may");
    }
    if (fence != LockHandle.NO_FENCE) {
      boolean whole = weight == room;
      if (fence < lastFence || fence <= (whole ? lastFence : lastFenceOfAll)) {
        throw new IllegalStateException(
            "NOT FENCED: " + fence + " was granted after " + lastFence + " in one process");
      }
      lastFence = fence; // at the same time by several only if theirs is the same
      if (whole) {
        lastFenceOfAll = fence;
      }
    }
  }

  /** Called by the holder before it gives the lock back. */
  void exit(int weight, long now) {
    lastRelease = now;
    taken.addAndGet(-weight);
  }

  /** When a thread of this process last gave the lock back; 0 before the first time. */
  long lastRelease() {
    return lastRelease;
  }
}
