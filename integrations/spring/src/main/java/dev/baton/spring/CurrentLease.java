package dev.baton.spring;

import dev.baton.Lease;
import dev.baton.locked.HeldLease;
import java.util.Optional;

/**
 * The lease under which the calling {@link Locked} method runs: to send its {@linkplain
 * Lease#fencingToken() fencing token} along with what is written, and to be sure that there is one.
 * A method that calls another of its own object passes by Spring, and so takes no lock.
 *
 * <p>It belongs to the thread that runs the method's body, until the method returns, or until the
 * transaction ends for which the lock is kept. In a {@code Mono} or {@code Flux} it is in the
 * Reactor context instead, by the key {@code Lease.class}; in a suspend function it belongs to each
 * thread on which that goes on. The lease is released by Spring: a method that does so itself gives
 * the lock away while it runs.
 */
public final class CurrentLease {
  private CurrentLease() {}

  /**
   * The lease of the innermost {@link Locked} method that runs on this thread. Asks nobody.
   *
   * @return the lease; it may be lost by now
   * @throws IllegalStateException if there is none
   */
  public static Lease get() {
    return find()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no lock is held by this call: the method is not @Locked, or was called by its"
                        + " own object rather than through its bean, or on another thread"));
  }

  /**
   * The lease of the innermost {@link Locked} method that runs on this thread. Asks nobody.
   *
   * @return the lease, or empty if there is none; it may be lost by now
   */
  public static Optional<Lease> find() {
    return HeldLease.innermost();
  }

  /**
   * The lease that a {@link Locked} method on this thread has on a lock. Asks nobody.
   *
   * @param lockName the whole name, with its prefix, such as {@code lock:order:42}
   * @return the lease, or empty if there is none; it may be lost by now
   */
  public static Optional<Lease> find(String lockName) {
    return HeldLease.innermost(lockName);
  }
}
