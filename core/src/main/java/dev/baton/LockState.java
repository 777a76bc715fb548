package dev.baton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What Redis knew of a lock at one instant.
 *
 * @param name the lock's name
 * @param holder the owner token of the holder, empty if the lock is free; if it is shared, that of
 *     one who shares it, whose lease ends last
 * @param heldFor the time since the lock was granted to the holder's process, by the server's
 *     clock; if readers share it, since the first of them came; empty if it is free, or permits of
 *     it are held, or Baton did not grant it, or too long ago. If the token is a caller's own, the
 *     time since the last grant by Baton: clients of another make leave no trace
 * @param expiresIn the time until the lock expires by itself; empty if it is free or never expires
 * @param fencingToken the first one of the process that was granted the lock last, to which those
 *     that it passes the lock to add; if readers share it, the one that all of them have; if
 *     permits of it are held, that of the newest; empty if there was none, or it was too long ago
 * @param waiting how many wait, a process counted once unless its lock is strictly FIFO, or it
 *     waits for permits
 * @param waiters the first 1,000 who wait, the next one first; none in what {@link
 *     LockClient#find(String)} finds
 * @param sharing how the lock is shared; empty if it is free, or one holds it alone
 */
public record LockState(
    String name,
    Optional<String> holder,
    Optional<Duration> heldFor,
    Optional<Duration> expiresIn,
    Optional<Long> fencingToken,
    long waiting,
    List<Waiter> waiters,
    Optional<Sharing> sharing) {

  /** Keeps a copy of the waiters. */
  public LockState {
    waiters = List.copyOf(waiters);
  }

  /**
   * What Redis knew of a lock that nobody shares.
   *
   * @param name the lock's name
   * @param holder the owner token of the holder, empty if the lock is free
   * @param heldFor the time since the lock was granted to the holder's process
   * @param expiresIn the time until the lock expires by itself
   * @param fencingToken the first one of the process that was granted the lock last
   * @param waiting how many wait
   * @param waiters the first of them
   */
  public LockState(
      String name,
      Optional<String> holder,
      Optional<Duration> heldFor,
      Optional<Duration> expiresIn,
      Optional<Long> fencingToken,
      long waiting,
      List<Waiter> waiters) {
    this(name, holder, heldFor, expiresIn, fencingToken, waiting, waiters, Optional.empty());
  }

  /**
   * How a lock is shared. Those whose lease is over are not told of, nor counted.
   *
   * @param count how many share it, a process counted once for all of its threads that read
   *     together
   * @param weight the sum of their weights; as many as they are if they read, permits taken of a
   *     semaphore
   * @param limited whether each of them came with a limit, as a semaphore's permits have one; false
   *     once one came without, as a reader does. The limits themselves are with those who wait:
   *     Redis does not keep them for those who hold
   * @param holders the first 1,000 of them, the one whose lease ends first in front; none in what
   *     {@link LockClient#find(String)} finds
   */
  public record Sharing(long count, long weight, boolean limited, List<Holder> holders) {

    /** Keeps a copy of the holders. */
    public Sharing {
      holders = List.copyOf(holders);
    }
  }

  /**
   * One of those who share a lock: a process, for all of its threads that read together, or a
   * single lease.
   *
   * @param ownerToken the token of the lease, which {@link Acquirable#release(String)} takes
   * @param weight how much of the lock it has: 1 for a reader, the number of its permits otherwise
   * @param expiresIn the time until its lease ends, unless it is renewed, by the server's clock; in
   *     milliseconds
   */
  public record Holder(String ownerToken, int weight, Duration expiresIn) {}

  /**
   * Who waits for a lock.
   *
   * @param ownerToken the token that it will have, without the fence or weight that a grant adds
   * @param waited for how long, by the server's clock
   * @param share what part of the lock it waits for; empty if it is to hold the lock alone
   */
  public record Waiter(String ownerToken, Duration waited, Optional<Share> share) {

    /**
     * Who waits to hold a lock alone.
     *
     * @param ownerToken the token that it will have
     * @param waited for how long
     */
    public Waiter(String ownerToken, Duration waited) {
      this(ownerToken, waited, Optional.empty());
    }
  }

  /**
   * A part of a lock.
   *
   * @param weight how much of it: 1 for a reader, the number of permits otherwise
   * @param limit how much of it can be shared at the same time, as the one who waits has it: the
   *     permits of its semaphore; empty if there is no limit, as for readers
   */
  public record Share(int weight, OptionalInt limit) {}
}
