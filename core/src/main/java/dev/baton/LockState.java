package dev.baton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What Redis knew of a lock at one instant.
 *
 * @param name the lock's name
 * @param holder the owner token of the holder, empty if the lock is free
 * @param expiresIn the time until the lock expires by itself; empty if it is free or never expires
 * @param fencingToken the first one of the process that was granted the lock last, to which those
 *     that it passes the lock to add; empty if there was none, or it was too long ago
 * @param waiters who waits, the next one first, a process once unless its lock is strictly FIFO:
 *     the owner tokens that they will have, without the fence that a grant adds
 */
public record LockState(
    String name,
    Optional<String> holder,
    Optional<Duration> expiresIn,
    Optional<Long> fencingToken,
    List<String> waiters) {

  /** Keeps a copy of the waiters. */
  public LockState {
    waiters = List.copyOf(waiters);
  }
}
