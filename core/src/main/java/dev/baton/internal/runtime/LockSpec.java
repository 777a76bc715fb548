package dev.baton.internal.runtime;

import dev.baton.LockListener.Mode;
import dev.baton.LockOptions;
import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.link.LockServer;
import dev.baton.internal.link.LockServers;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.protocol.Passing;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.Term;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a lock of one client is: its name, keys and options, and nothing that changes. */
final class LockSpec {
  private final String name;
  private final LockKeys keys;
  private final LockOptions options;
  private final Term term;
  private final LockServer server;
  private final Calls calls;
  private final boolean vote;

  /** What part of the lock is asked for; null if all of it, for one alone. */
  private final Request.@Nullable Kind share;

  private final Together together;
  private final Mode mode;

  /** How many grants of it this process can have at a time. */
  private final int seats;

  /** How those of this process who want it have it. */
  private enum Together {
    /** By one grant at the same time. */
    AT_ONCE,
    /** One after the other, for as long as a grant may be passed on. */
    IN_TURN,
    /** Each by a grant of its own. */
    APART
  }

  /**
   * A lock.
   *
   * @param prefix what all keys of its client begin with
   * @param servers of its client
   * @param calls of its client
   * @param term see {@link #term(LockOptions)}
   * @param vote whether its leases are votes of a quorum's
   * @throws IllegalArgumentException if the name is out of bounds
   */
  LockSpec(
      String prefix,
      LockServers servers,
      Calls calls,
      String name,
      LockOptions options,
      Term term,
      boolean vote) {
    this.name = name;
    LockKeys plain = LockKeys.of(prefix, Limits.name(name));
    this.keys = options.failover().quarantined() ? plain.quarantined(term) : plain;
    this.options = options;
    this.term = term;
    this.server = servers.of(keys);
    this.calls = calls;
    this.vote = vote;
    this.share = null;
    this.mode = Mode.EXCLUSIVE;
    this.seats = 1;
    this.together =
        options.strictFifo() || options.ownerToken().isPresent()
            ? Together.APART
            : Together.IN_TURN;
  }

  private LockSpec(LockSpec same, Mode mode, Request.Kind share, Together together, int seats) {
    this.name = same.name;
    this.keys = same.keys;
    this.options = same.options;
    this.term = same.term;
    this.server = same.server;
    this.calls = same.calls.sharing();
    this.vote = same.vote;
    this.mode = mode;
    this.share = share;
    this.together = together;
    this.seats = seats;
  }

  /** The same lock, for reading. Threads of a process read by one grant if no lease ends alone. */
  LockSpec forReading() {
    Request.Kind kind = Request.Kind.share(/* weight= */ 1, /* limit= */ 0, options.strictFifo());
    boolean atOnce = !options.strictFifo() && options.autoRenew() && options.maxHold().isEmpty();
    return new LockSpec(
        this,
        Mode.SHARED,
        options.stickyFor().isPresent() ? kind.keeping() : kind,
        atOnce ? Together.AT_ONCE : Together.APART,
        /* seats= */ 1);
  }

  /** So many of the permits of the same lock. */
  LockSpec permits(int weight, int limit) {
    Request.Kind kind = Request.Kind.share(weight, limit, /* inOrder= */ false);
    return new LockSpec(this, Mode.PERMITS, kind, together, limit / weight);
  }

  /** How it is had. */
  Mode mode() {
    return mode;
  }

  /** Whether its leases are votes of a quorum's, which is nobody's lock. */
  boolean isVote() {
    return vote;
  }

  /** Whether it is asked for to be shared. */
  boolean isShare() {
    return share != null;
  }

  /** How many grants of it those of this process who want it can have at a time. */
  int seats() {
    return seats;
  }

  /** Whether threads of this process can have it at the same time, by one grant. */
  boolean isForMany() {
    return together == Together.AT_ONCE;
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

  /** What is sent for it. */
  Calls calls() {
    return calls;
  }

  /** Where it is. */
  LockServer server() {
    return server;
  }

  /**
   * A new request.
   *
   * @param identity the client's
   * @param severalWait whether more than one wait for it here, so that fences are set aside for
   *     them
   */
  Request newRequest(ClientIdentity identity, boolean severalWait) {
    return options
        .ownerToken()
        .map(token -> identity.next(Limits.ownerToken(token)))
        .orElseGet(() -> identity.next(kind(), span(severalWait)));
  }

  /** Whether a lease on it ends with its client; one that is the caller's to look after stays. */
  boolean endsWithClient() {
    return options.autoRenew() && (vote || options.ownerToken().isEmpty());
  }

  /** Whether those of this process who want it share one place in the queue. */
  boolean queuesTogether() {
    return together != Together.APART;
  }

  private Request.Kind kind() {
    if (share != null) {
      return share;
    }
    return options.stickyFor().isPresent() ? Request.Kind.KEEPING : Request.Kind.FENCED;
  }

  /**
   * How many fences to set aside: no more than microseconds in a lease, so that they are not ahead
   * of the clock once it has run out.
   */
  private long span(boolean severalWait) {
    if (share != null) {
      return 1;
    }
    if (options.stickyFor().isPresent()) {
      return Math.min(Passing.MOST_KEPT, TimeUnit.MILLISECONDS.toMicros(term.claimMillis()));
    }
    return severalWait && queuesTogether() && options.holdAtLeast().isEmpty()
        ? Passing.MOST_ALONE
        : 1;
  }

  /** Locks of one client with one name and the same options are the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof LockSpec that
        && name.equals(that.name)
        && options.equals(that.options)
        && Objects.equals(share, that.share);
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
