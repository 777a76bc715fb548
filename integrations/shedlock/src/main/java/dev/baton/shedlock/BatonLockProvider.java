package dev.baton.shedlock;

import dev.baton.LockClient;
import dev.baton.LockOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.LockException;

/**
 * ShedLock's locks, held by Baton. It takes the place of ShedLock's own {@code RedisLockProvider}:
 * the arguments after the first are the same and in the same order, and so are the keys, so that
 * during a rolling update a job runs on one node only, whichever of the two it has.
 *
 * <p>A lock is a lease of {@code lockAtMostFor} that nobody renews. {@code lockAtLeastFor} is
 * {@link LockOptions#holdAtLeast}: who unlocks earlier leaves the lock taken by nobody for the
 * rest, by the server's clock. A lock that was extended counts {@code lockAtLeastFor} anew from
 * then on, and stays taken for as long as the first one said in any case.
 *
 * <p>May be used by several threads at once. The client is not closed with it.
 */
public final class BatonLockProvider implements ExtensibleLockProvider {
  /** What keys begin with, unless the caller says otherwise: as in ShedLock's own providers. */
  public static final String DEFAULT_KEY_PREFIX = "job-lock";

  /** The environment, unless the caller says otherwise: as in ShedLock's own providers. */
  public static final String DEFAULT_ENVIRONMENT = "default";

  private static final Duration SHORTEST_LEASE = Duration.ofMillis(10);

  private final LockClient client;
  private final String keys;

  /**
   * On the keys that ShedLock's providers for Redis have by default: {@code job-lock:default:NAME}.
   *
   * @param client holds the locks; stays open
   */
  public BatonLockProvider(LockClient client) {
    this(client, DEFAULT_ENVIRONMENT);
  }

  /**
   * On the keys of an environment: {@code job-lock:ENVIRONMENT:NAME}.
   *
   * @param client holds the locks; stays open
   * @param environment the same as the other nodes have
   */
  public BatonLockProvider(LockClient client, String environment) {
    this(client, environment, DEFAULT_KEY_PREFIX);
  }

  /**
   * On keys of the caller's choice: {@code KEYPREFIX:ENVIRONMENT:NAME}.
   *
   * @param client holds the locks; stays open
   * @param environment the same as the other nodes have
   * @param keyPrefix the same as the other nodes have
   */
  public BatonLockProvider(LockClient client, String environment, String keyPrefix) {
    this.client = Objects.requireNonNull(client, "client");
    Objects.requireNonNull(environment, "environment");
    this.keys = Objects.requireNonNull(keyPrefix, "keyPrefix") + ":" + environment + ":";
  }

  /**
   * Takes the lock if it is free and nobody waits for it. Blocking, one round trip; never waits for
   * another holder.
   *
   * <p>The lock that it gives out is for one call, {@code unlock} or {@code extend}, each one round
   * trip, by any thread; a further one throws {@code IllegalStateException}. To extend a lock that
   * has ended gives an empty result, and to unlock it does nothing, since ShedLock knows no other
   * answer; it is in the log. To extend a lock to less time than it has left may leave it taken for
   * the longer time. If Redis does not answer, {@code extend} throws {@code LockException}, and the
   * lock is held until the earlier of the two ends; {@code unlock} throws it too, and the lock is
   * given back in the background, or at the end of its lease.
   *
   * @param configuration {@code lockAtMostFor} up to 365 days; less than 10 ms counts as 10 ms, but
   *     for {@code extend}. Fractions of a millisecond are dropped
   * @return the held lock, or empty if another holds it
   * @throws LockException if Redis refused or did not answer: the lock is not held
   * @throws IllegalArgumentException if the key has more than 1,024 bytes, or a time is too long,
   *     or there is a {@code lockAtLeastFor} and the client is one of a {@linkplain
   *     LockClient#quorum(dev.baton.spi.Connector...) quorum}: the lock is not held
   * @throws IllegalStateException if the client is closed
   */
  @Override
  public Optional<SimpleLock> lock(LockConfiguration configuration) {
    LockOptions options =
        LockOptions.defaults()
            .leaseDuration(lease(configuration.getLockAtMostFor()))
            .autoRenew(false);
    long atLeast = configuration.getLockAtLeastFor().toMillis();
    if (atLeast > 0) {
      options = options.holdAtLeast(Duration.ofMillis(atLeast));
    }
    try {
      return client
          .lock(keys + configuration.getName(), options)
          .tryAcquire()
          .map(held -> new LeasedLock(configuration, held));
    } catch (dev.baton.LockException e) {
      throw new LockException("cannot take the lock " + configuration.getName(), e);
    }
  }

  /** What Baton takes for a lease: no shorter than its shortest. */
  static Duration lease(Duration wanted) {
    return wanted.compareTo(SHORTEST_LEASE) < 0 ? SHORTEST_LEASE : wanted;
  }
}
