package dev.baton;

import dev.baton.internal.protocol.Limits;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The optional arguments of {@link RedisLocks}. Immutable: each method with an argument gives a
 * changed copy.
 */
public final class LockArgs {
  private static final LockArgs DEFAULTS = new LockArgs(null, null, null, Duration.ofMillis(100));

  private final @Nullable String lockValue;
  private final @Nullable LockClient client;
  private final @Nullable Duration timeout;
  private final Duration betweenChecks;

  private LockArgs(
      @Nullable String lockValue,
      @Nullable LockClient client,
      @Nullable Duration timeout,
      Duration betweenChecks) {
    this.lockValue = lockValue;
    this.client = client;
    this.timeout = timeout;
    this.betweenChecks = betweenChecks;
  }

  /**
   * A random UUID as value, the global client, no timeout, 100 ms between checks.
   *
   * @return the defaults
   */
  public static LockArgs defaults() {
    return DEFAULTS;
  }

  /**
   * Chooses the value that the key gets and that releases the lock.
   *
   * @param value at most 4,096 bytes in UTF-8, kept byte for byte
   * @return a changed copy
   * @throws IllegalArgumentException if the value is too long or has half a surrogate pair
   */
  public LockArgs lockValue(String value) {
    Limits.ownerToken(value);
    return new LockArgs(value, client, timeout, betweenChecks);
  }

  /**
   * Chooses the client.
   *
   * @param lockClient instead of the {@linkplain RedisLocks#globalClient() global one}
   * @return a changed copy
   */
  public LockArgs client(LockClient lockClient) {
    return new LockArgs(
        lockValue, Objects.requireNonNull(lockClient, "client"), timeout, betweenChecks);
  }

  /**
   * Sets the lifetime of the key: the lock is free after it, released or not.
   *
   * @param lifetime from 10 ms to 365 days; none by default
   * @return a changed copy
   * @throws IllegalArgumentException if the lifetime is out of bounds
   */
  public LockArgs timeout(Duration lifetime) {
    return new LockArgs(lockValue, client, Limits.lease("timeout", lifetime), betweenChecks);
  }

  /**
   * Sets the longest time for which the release by another library can go unnoticed.
   *
   * @param interval from 1 ms to 365 days; 100 ms by default
   * @return a changed copy
   * @throws IllegalArgumentException if the interval is out of bounds
   */
  public LockArgs betweenChecks(Duration interval) {
    return new LockArgs(lockValue, client, timeout, Limits.positive("betweenChecks", interval));
  }

  /**
   * The value that the key gets.
   *
   * @return empty by default: a random UUID for each acquisition
   */
  public Optional<String> lockValue() {
    return Optional.ofNullable(lockValue);
  }

  /**
   * The client.
   *
   * @return empty by default: the global one
   */
  public Optional<LockClient> client() {
    return Optional.ofNullable(client);
  }

  /**
   * The lifetime of the key.
   *
   * @return empty by default: the key never expires
   */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /**
   * The longest time for which the release by another library can go unnoticed.
   *
   * @return 100 ms by default
   */
  public Duration betweenChecks() {
    return betweenChecks;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LockArgs that
        && Objects.equals(lockValue, that.lockValue)
        && Objects.equals(client, that.client)
        && Objects.equals(timeout, that.timeout)
        && betweenChecks.equals(that.betweenChecks);
  }

  @Override
  public int hashCode() {
    return Objects.hash(lockValue, client, timeout, betweenChecks);
  }

  /** All but the value, which is what the lock is released by. */
  @Override
  public String toString() {
    return "LockArgs["
        + (lockValue == null ? "" : "lockValue given, ")
        + (timeout == null ? "no timeout" : "timeout=" + timeout)
        + ", betweenChecks="
        + betweenChecks
        + "]";
  }

  /** The options of one acquisition with these arguments. */
  LockOptions toOptions() {
    LockOptions options =
        LockOptions.defaults()
            .neverExpires()
            .ownerToken(lockValue != null ? lockValue : UUID.randomUUID().toString())
            .betweenChecks(betweenChecks);
    return timeout == null ? options : options.leaseDuration(timeout);
  }
}
