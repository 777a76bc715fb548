package dev.baton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Clients that may wait for each other for ever: each waits for a lock of which the next one has
 * what it lacks, and the last waits for the first. What Redis knew at one instant, when all of them
 * held and waited.
 *
 * <p>It is a <em>possible</em> deadlock. Redis knows clients and not their threads: a client can
 * hold one lock in one thread and wait for another in another thread, and then the first goes on
 * and releases. The longer all of it lasts, the likelier it is one.
 *
 * <p>A client is known by the tokens that Baton makes. With {@linkplain LockOptions#ownerToken()
 * tokens} of their own, those of one token are one.
 *
 * @param waits at least two, each by the client that has what the one before it waits for, the
 *     first one's after the last; for two different locks at least. The first is that for the name
 *     that sorts first
 */
public record Deadlock(List<Wait> waits) {

  /** Keeps a copy of the waits. */
  public Deadlock {
    waits = List.copyOf(waits);
  }

  /**
   * The names of the locks that are waited for.
   *
   * @return each once, in the order of the waits
   */
  public List<String> locks() {
    return waits.stream().map(Wait::lock).distinct().collect(Collectors.toUnmodifiableList());
  }

  /**
   * One client waits for a lock, since another has it, or a part of it, or is before it in the
   * queue and has to wait itself.
   *
   * @param lock the lock's name
   * @param waiter the token that the one who waits will have, as in {@link
   *     LockState.Waiter#ownerToken()}
   * @param waited for how long it has waited, by the server's clock
   * @param share what part of the lock it waits for; empty if it is to hold the lock alone
   * @param blocker the token of the one whom it waits for: that of the lease if it holds the lock,
   *     as {@link Acquirable#release(String)} takes it, else the one that it will have
   * @param held whether that one holds the lock or a part of it; false if it is before the other in
   *     the queue
   * @param heldFor the time since the lock was granted, as in {@link LockState#heldFor()}; empty if
   *     it is not held, or nothing tells
   */
  public record Wait(
      String lock,
      String waiter,
      Duration waited,
      Optional<LockState.Share> share,
      String blocker,
      boolean held,
      Optional<Duration> heldFor) {}
}
