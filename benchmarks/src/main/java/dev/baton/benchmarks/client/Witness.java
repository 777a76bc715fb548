package dev.baton.benchmarks.client;

import dev.baton.benchmarks.contestant.LockHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sees that one thread of this process at most holds a lock, and that its fences rise. */
final class Witness {
  private final AtomicReference<@Nullable Object> holder = new AtomicReference<>();
  private long lastFence;
  private volatile long lastRelease;

  /** Called by whoever has just got the lock. */
  void enter(Object who, long fence) {
    if (!holder.compareAndSet(null, who)) {
      throw new IllegalStateException("NOT EXCLUSIVE: two holders of one lock at the same time");
    }
    if (fence != LockHandle.NO_FENCE) {
      if (fence <= lastFence) {
        throw new IllegalStateException(
            "NOT FENCED: " + fence + " was granted after " + lastFence + " in one process");
      }
      lastFence = fence;
    }
  }

  /** Called by the holder before it gives the lock back. */
  void exit(Object who, long now) {
    lastRelease = now;
    if (!holder.compareAndSet(who, null)) {
      throw new IllegalStateException("NOT EXCLUSIVE: another took the lock from its holder");
    }
  }

  /** When a thread of this process last gave the lock back; 0 before the first time. */
  long lastRelease() {
    return lastRelease;
  }
}
