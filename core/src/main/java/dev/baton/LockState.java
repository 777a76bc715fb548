package dev.baton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What Redis knew of a lock at one instant.
 *
 * @param name the lock's name
 * @param holder the owner token of the holder, empty if the lock is free
 * @param heldFor the time since the lock was granted to the holder's process, by the server's
 *     clock; empty if it is free, or Baton did not grant it, or too long ago. If the token is a
 *     caller's own, the time since the last grant by Baton: clients of another make leave no trace
 * @param expiresIn the time until the lock expires by itself; empty if it is free or never expires
 * @param fencingToken the first one of the process that was granted the lock last, to which those
 *     that it passes the lock to add; empty if there was none, or it was too long ago
 * @param waiting how many wait, a process counted once unless its lock is strictly FIFO
 * @param waiters the first 1,000 who wait, the next one first; none in what {@link
 *     LockClient#find(String)} finds
 */
public record LockState(
    String name,
    Optional<String> holder,
    Optional<Duration> heldFor,
    Optional<Duration> expiresIn,
    Optional<Long> fencingToken,
    long waiting,
    List<Waiter> waiters) {

  /** Keeps a copy of the waiters. */
  public LockState {
    waiters = List.copyOf(waiters);
  }

  /**
   * Who waits for a lock.
   *
   * @param ownerToken the token that it will have, without the fence that a grant adds
   * @param waited for how long, by the server's clock
   */
  public record Waiter(String ownerToken, Duration waited) {}
}
