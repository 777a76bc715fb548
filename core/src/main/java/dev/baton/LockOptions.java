package dev.baton;

import dev.baton.internal.protocol.Limits;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a lock is held. Immutable: each method with an argument gives a changed copy.
 *
 * <pre>{@code
 * LockOptions.defaults().leaseDuration(Duration.ofSeconds(10)).maxHold(Duration.ofMinutes(5))
 * }</pre>
 */
public final class LockOptions {
  private static final LockOptions DEFAULTS = new LockOptions(new LockOptionValues());

  private final LockOptionValues values;

  private LockOptions(LockOptionValues values) {
    this.values = values;
  }

  private LockOptions with(Consumer<LockOptionValues> change) {
    LockOptionValues changed = values.copy();
    change.accept(changed);
    changed.check();
    return new LockOptions(changed);
  }

  /**
   * A lease of 30 s, renewed automatically for as long as it is held, with an owner token made by
   * Baton.
   *
   * @return the defaults
   */
  public static LockOptions defaults() {
    return DEFAULTS;
  }

  /**
   * How long the lock stays taken after the last renewal, if its holder dies.
   *
   * @return the duration, empty if it {@linkplain #neverExpires() never expires}
   */
  public Optional<Duration> leaseDuration() {
    return Optional.ofNullable(values.leaseDuration);
  }

  /**
   * Sets how long the lock stays taken after the last renewal, if its holder dies. Without {@link
   * #autoRenew(boolean) renewal} it is how long the lock can be held at all.
   *
   * @param duration from 10 ms to 365 days; fractions of a millisecond are dropped. With renewal,
   *     at least 100 ms is sensible
   * @return a changed copy
   * @throws IllegalArgumentException if the duration is out of bounds
   */
  public LockOptions leaseDuration(Duration duration) {
    return with(changed -> changed.leaseDuration = Limits.lease("leaseDuration", duration));
  }

  /**
   * Takes the lock without any expiry: nobody gets it until it is released, also if its holder
   * dies. An operator may then have to release it by hand. Turns renewal off.
   *
   * @return a changed copy
   * @throws IllegalArgumentException if the lock is {@linkplain #stickyFor(Duration) sticky}, or
   *     has a {@linkplain FailoverPolicy#quarantine() quarantine}
   */
  public LockOptions neverExpires() {
    return with(
        changed -> {
          changed.leaseDuration = null;
          changed.autoRenew = false;
        });
  }

  /**
   * Whether the lease is renewed while it is held.
   *
   * @return true by default
   */
  public boolean autoRenew() {
    return values.autoRenew;
  }

  /**
   * Sets whether the lease is renewed while it is held: from Baton's own thread, every third of the
   * lease's duration.
   *
   * @param renew whether to renew
   * @return a changed copy
   * @throws IllegalArgumentException if the lease never expires, so that there is nothing to renew,
   *     or the lock is {@linkplain #stickyFor(Duration) sticky} and renewal is turned off
   */
  public LockOptions autoRenew(boolean renew) {
    if (renew && values.leaseDuration == null) {
      throw new IllegalArgumentException(
          "a lock that never expires cannot be renewed: set leaseDuration first");
    }
    return with(changed -> changed.autoRenew = renew);
  }

  /**
   * The longest time that the lock may be held, renewals included.
   *
   * @return empty by default: no bound
   */
  public Optional<Duration> maxHold() {
    return Optional.ofNullable(values.maxHold);
  }

  /**
   * Bounds the time that a holder may have the lock, renewals included: renewal stops so that the
   * lease ends then, and the lease is lost with {@link LossReason#MAX_HOLD_REACHED}.
   *
   * @param duration from 10 ms to 365 days
   * @return a changed copy
   * @throws IllegalArgumentException if the duration is out of bounds
   */
  public LockOptions maxHold(Duration duration) {
    return with(changed -> changed.maxHold = Limits.lease("maxHold", duration));
  }

  /**
   * The value that the lock's key shall have.
   *
   * @return empty by default: Baton makes a readable one that is never used twice
   */
  public Optional<String> ownerToken() {
    return Optional.ofNullable(values.ownerToken);
  }

  /**
   * Chooses the value that the lock's key shall have, byte for byte (in UTF-8): whoever knows it
   * can release the lock, from any language. The caller answers for its being unique.
   *
   * @param token at most 4,096 bytes, blanks and all; may be empty
   * @return a changed copy
   * @throws IllegalArgumentException if the token is too long or has half a surrogate pair, or the
   *     lock is {@linkplain #stickyFor(Duration) sticky}
   */
  public LockOptions ownerToken(String token) {
    Limits.ownerToken(token);
    return with(changed -> changed.ownerToken = token);
  }

  /**
   * How often a waiter looks at a lock whose holder cannot hand it over, because another library
   * took it.
   *
   * @return 100 ms by default
   */
  public Duration betweenChecks() {
    return values.betweenChecks;
  }

  /**
   * Sets how often a waiter looks at a lock whose holder cannot hand it over, because another
   * library took it: the longest that such a release can go unnoticed. The more waiters are ahead
   * in the queue, the more seldom one looks; from the 17th place on this interval does not count.
   *
   * @param interval from 1 ms to 365 days
   * @return a changed copy
   * @throws IllegalArgumentException if the interval is out of bounds
   */
  public LockOptions betweenChecks(Duration interval) {
    return with(changed -> changed.betweenChecks = Limits.positive("betweenChecks", interval));
  }

  /**
   * Whether waiters are served strictly in the order in which they came, across all processes.
   *
   * @return false by default
   */
  public boolean strictFifo() {
    return values.strictFifo;
  }

  /**
   * Sets whether waiters are served strictly in the order in which they came, across all processes.
   * Otherwise a process that holds the lock passes it among its own threads, in their order and
   * without asking Redis, to at most 32 in a row and for at most 10 ms while other processes are
   * known to wait (256 and 100 ms while none is, and never for more than a tenth of the lease),
   * before it is another's turn, once the last of them is done. The locks of one name can be strict
   * in one process and not in another.
   *
   * @param strict whether each waiter has a place of its own in the queue in Redis
   * @return a changed copy
   * @throws IllegalArgumentException if the lock is {@linkplain #stickyFor(Duration) sticky}
   */
  public LockOptions strictFifo(boolean strict) {
    return with(changed -> changed.strictFifo = strict);
  }

  /**
   * How long this process keeps a lock that it released while nobody asks for it.
   *
   * @return empty by default: not at all
   */
  public Optional<Duration> stickyFor() {
    return Optional.ofNullable(values.stickyFor);
  }

  /**
   * Keeps a released lock in this process for a while, so that taking it here again asks nobody.
   * Whoever else asks for it meanwhile is heard at once and given it; a {@code tryAcquire}
   * elsewhere waits for that, for at most 50 ms. It is kept for no longer than the {@linkplain
   * LockClientBuilder#fenceRetention fence retention}. Until then the lock counts as locked: {@link
   * DistributedLock#isLocked()}, {@link DistributedLock#inspect()} and the key in Redis show it,
   * and a process that dies while it keeps the lock holds it up for a lease.
   *
   * @param duration from 1 ms to 365 days
   * @return a changed copy
   * @throws IllegalArgumentException if the duration is out of bounds, or the lock is not renewed,
   *     strictly FIFO, or has a caller's token
   */
  public LockOptions stickyFor(Duration duration) {
    return with(changed -> changed.stickyFor = Limits.positive("stickyFor", duration));
  }

  /**
   * For how long the lock stays taken at least, from its grant on.
   *
   * @return empty by default: it is free as soon as it is released
   */
  public Optional<Duration> holdAtLeast() {
    return Optional.ofNullable(values.holdAtLeast);
  }

  /**
   * Has the lock stay taken for a time at least, from its grant on by the server's clock, also if
   * it is released before: a short job that is started on several hosts, whose clocks differ by
   * less than that, runs once. Who releases it early is done with it: it stays taken for the rest
   * by nobody, without a process that sees to that, and {@link DistributedLock#isLocked()} and
   * {@link DistributedLock#inspect()} show it as held, by a token that ends like the holder's but
   * is not its; with that an operator can {@linkplain DistributedLock#release(String) release} it.
   * Whoever waits, in this process too, finds it free when it asks again, up to 3 s later, as after
   * a holder that died. It is not kept for a holder that dies or loses the lock, whose lease
   * decides then.
   *
   * @param duration from 1 ms to 365 days, no longer than {@link #maxHold} nor than a lease that is
   *     not renewed; all who use the lock should have the same
   * @return a changed copy
   * @throws IllegalArgumentException if the duration is out of bounds, or the lock never expires,
   *     is sticky, has a caller's token, or cannot be held for so long
   */
  public LockOptions holdAtLeast(Duration duration) {
    return with(changed -> changed.holdAtLeast = Limits.positive("holdAtLeast", duration));
  }

  /**
   * What is done about failovers.
   *
   * @return {@link FailoverPolicy#none()} by default
   */
  public FailoverPolicy failover() {
    return values.failover;
  }

  /**
   * Sets what is done about failovers, in which a grant may be lost.
   *
   * @param policy the policy; all who use the lock must have the same
   * @return a changed copy
   * @throws IllegalArgumentException if the policy has a {@linkplain FailoverPolicy#quarantine()
   *     quarantine} and the lock never expires
   */
  public LockOptions failover(FailoverPolicy policy) {
    return with(changed -> changed.failover = Objects.requireNonNull(policy, "policy"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof LockOptions that && values.equals(that.values));
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
