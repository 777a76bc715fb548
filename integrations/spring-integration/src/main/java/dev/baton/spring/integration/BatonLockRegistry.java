package dev.baton.spring.integration;

import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import java.time.Duration;
import java.util.Objects;
import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.ExpirableLockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/**
 * Spring Integration's locks, held by Baton. It takes the place of {@code RedisLockRegistry}: the
 * keys are the same, {@code REGISTRYKEY:PATH}, so that both exclude each other during a rolling
 * update.
 *
 * <p>Locks are owned by threads and reentrant, each registry for itself: what a thread holds of one
 * it cannot acquire of another with the same keys. A path that is free is got in one round trip and
 * given back in one; to re-enter it costs none. Who waits has a place in the queue in Redis and is
 * handed the lock.
 *
 * <p>Locks are as {@link #obtain} says. Unless the options say otherwise they are renewed while
 * they are held, so that a lock whose thread works for long is not lost, and one whose process dies
 * is free after 30 s.
 *
 * <p>May be used by several threads at once. The client is not closed with it.
 */
public final class BatonLockRegistry
    implements ExpirableLockRegistry<DistributedLock>, RenewableLockRegistry<DistributedLock> {
  private final LockClient client;
  private final String registryKey;
  private final LockOptions options;
  private final ThreadHolds holds = new ThreadHolds();

  /**
   * A registry whose locks are renewed while they are held, with leases of 30 s.
   *
   * @param client holds the locks; stays open
   * @param registryKey what keys begin with, before the colon: the same as in all other processes
   */
  public BatonLockRegistry(LockClient client, String registryKey) {
    this(client, registryKey, LockOptions.defaults());
  }

  /**
   * A registry whose locks are held in a way of the caller's choice.
   *
   * @param client holds the locks; stays open
   * @param registryKey what keys begin with, before the colon: the same as in all other processes
   * @param options how locks are held; to have them as in {@code RedisLockRegistry}, which by
   *     default does not renew them, {@code leaseDuration(expireAfter).autoRenew(false)}
   */
  public BatonLockRegistry(LockClient client, String registryKey, LockOptions options) {
    this.client = Objects.requireNonNull(client, "client");
    this.registryKey = Objects.requireNonNull(registryKey, "registryKey");
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * The lock of a path. Asks nobody and keeps nothing: two locks of one registry and path are equal
   * and the same lock.
   *
   * <p>All its methods but {@code tryLock()} wait for other holders, and all block for at least one
   * round trip, unless the thread has the lock already. Its methods with a time to live have that
   * as the lease and the rest as the registry's options; they count only where the thread does not
   * have the lock already.
   *
   * <ul>
   *   <li>{@code lock}, {@code lockInterruptibly} and {@code tryLock} throw {@code
   *       CannotAcquireLockException} if Redis refused or did not answer, with Baton's {@code
   *       BackendException} as its cause: the lock is not held. They throw it too, with {@link
   *       LeaseLostException} as its cause, if the thread has the lock and lost it meanwhile: the
   *       thread must still {@code unlock} it as often as it locked it before.
   *   <li>{@code unlock} throws {@code IllegalStateException} if the thread does not have the lock,
   *       and nothing is changed; {@code ConcurrentModificationException}, caused by {@link
   *       LeaseLostException}, if it lost the lock: another may hold it; {@code BackendException}
   *       if Redis did not answer: the release is sent again in the background until the lease has
   *       ended. In each case the thread does not have the lock any more.
   *   <li>{@code lock} does not end at an interrupt, and leaves the flag set. {@code newCondition}
   *       is not supported.
   * </ul>
   *
   * @param lockKey the path, a {@code String}; with the registry's key up to 1,023 bytes in UTF-8
   * @return the lock
   * @throws IllegalArgumentException if the path is no {@code String}, or too long
   */
  @Override
  public DistributedLock obtain(Object lockKey) {
    return new RegisteredLock(client, holds, name(lockKey), options);
  }

  /**
   * Has a lock of this registry last for the options' lease from now on. Blocking, one round trip,
   * by any thread. It is needed only where the options say that leases are not renewed.
   *
   * @param lockKey the path
   * @throws IllegalStateException if no thread holds it through this registry, or it lost it
   * @throws dev.baton.BackendException if Redis did not confirm it: the lock is held for as long as
   *     before, or for the new time
   * @throws IllegalArgumentException if the path is no {@code String}
   */
  @Override
  public void renewLock(Object lockKey) {
    options.leaseDuration().ifPresent(lease -> renewLock(lockKey, lease));
  }

  /**
   * Has a lock of this registry last for a time from now on. Blocking, one round trip, by any
   * thread.
   *
   * @param lockKey the path
   * @param ttl from 10 ms to 365 days; renewals go on with it
   * @throws IllegalStateException if no thread holds it through this registry, or it lost it
   * @throws dev.baton.BackendException if Redis did not confirm it: the lock is held for as long as
   *     before, or for the new time
   * @throws IllegalArgumentException if the path is no {@code String}, or the time out of bounds
   */
  @Override
  public void renewLock(Object lockKey, Duration ttl) {
    String name = name(lockKey);
    try {
      holds
          .current(name)
          .orElseThrow(() -> new IllegalStateException("No lock is held at: " + name))
          .renew(ttl);
    } catch (LeaseLostException e) {
      throw new IllegalStateException("The lock is held no more at: " + name, e);
    }
  }

  /**
   * Does nothing: a lock that is not held takes no room here, so that there are none to be removed.
   *
   * @param age ignored
   */
  @Override
  public void expireUnusedOlderThan(long age) {}

  private String name(Object lockKey) {
    if (!(lockKey instanceof String path)) {
      throw new IllegalArgumentException("a lock's path is a String, not " + lockKey);
    }
    return client.lock(registryKey + ":" + path).name();
  }
}
