package dev.baton.internal.runtime;

import dev.baton.LockOptions;
import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.link.Shard;
import dev.baton.internal.link.Shards;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.protocol.Passing;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.Term;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a lock of one client is: its name, keys and options, and nothing that changes. */
final class LockSpec {
  private final String name;
  private final LockKeys keys;
  private final LockOptions options;
  private final Term term;
  private final Shard shard;
  private final boolean vote;

  /**
   * A lock.
   *
   * @param prefix what all keys of its client begin with
   * @param shards of its client
   * @param term see {@link #term(LockOptions)}
   * @param vote whether its leases are votes of a quorum's
   * @throws IllegalArgumentException if the name is out of bounds
   */
  LockSpec(
      String prefix, Shards shards, String name, LockOptions options, Term term, boolean vote) {
    this.name = name;
    LockKeys plain = LockKeys.of(prefix, Limits.name(name));
    this.keys = options.failover().quarantined() ? plain.quarantined(term) : plain;
    this.options = options;
    this.term = term;
    this.shard = shards.of(keys);
    this.vote = vote;
  }

  /** For how long a lock with these options is asked for. */
  static Term term(LockOptions options) {
    return Term.of(shorter(options.leaseDuration(), options.maxHold()));
  }

  String name() {
    return name;
  }

  LockOptions options() {
    return options;
  }

  LockKeys keys() {
    return keys;
  }

  Term term() {
    return term;
  }

  /** Where it is. */
  Shard shard() {
    return shard;
  }

  /**
   * A new request.
   *
   * @param identity the client's
   * @param forMany whether more than one wait for it here, so that fences are set aside for them
   */
  Request newRequest(ClientIdentity identity, boolean forMany) {
    return options
        .ownerToken()
        .map(token -> identity.next(Limits.ownerToken(token)))
        .orElseGet(() -> identity.next(kind(), span(forMany)));
  }

  /** Whether a lease on it ends with its client; one that is the caller's to look after stays. */
  boolean endsWithClient() {
    return options.autoRenew() && (vote || options.ownerToken().isEmpty());
  }

  /** Whether those of this process who want it share one place in the queue. */
  boolean isShared() {
    return !options.strictFifo() && options.ownerToken().isEmpty();
  }

  private Request.Kind kind() {
    return options.stickyFor().isPresent() ? Request.Kind.KEEPING : Request.Kind.FENCED;
  }

  /**
   * How many fences to set aside: no more than microseconds in a lease, so that they are not ahead
   * of the clock once it has run out.
   */
  private long span(boolean forMany) {
    if (options.stickyFor().isPresent()) {
      return Math.min(Passing.MOST_KEPT, TimeUnit.MILLISECONDS.toMicros(term.claimMillis()));
    }
    return forMany && isShared() && options.holdAtLeast().isEmpty() ? Passing.MOST_ALONE : 1;
  }

  /** Locks of one client with one name and the same options are the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof LockSpec that && name.equals(that.name) && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  private static Optional<Duration> shorter(Optional<Duration> lease, Optional<Duration> maxHold) {
    if (lease.isEmpty() || maxHold.isEmpty()) {
      return lease.isPresent() ? lease : maxHold;
    }
    return lease.get().compareTo(maxHold.get()) <= 0 ? lease : maxHold;
  }
}
