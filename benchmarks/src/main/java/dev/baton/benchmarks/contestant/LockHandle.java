package dev.baton.benchmarks.contestant;

/** A lock of one name in the hands of one thread. */
public interface LockHandle {
  /** What {@link #acquire()} returns for a lock without fencing tokens. */
  long NO_FENCE = 0;

  /** What {@link #acquire()} returns if the other one plays no more; only of ping-pong. */
  long OVER = -1;

  /**
   * Waits until the lock is held.
   *
   * @return the fencing token, or {@link #NO_FENCE}
   */
  long acquire() throws Exception;

  /** Gives it back. */
  void release() throws Exception;

  /** How much of the lock's {@linkplain Part#room() room} it takes, as it was acquired last. */
  default int weight() {
    return 1;
  }
}
