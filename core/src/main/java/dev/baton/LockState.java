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
 * @param fencingToken the last one issued, empty if none is remembered
 * @param waiters the owner tokens of those who wait, the next one first
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
