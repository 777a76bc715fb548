package dev.baton.internal.settings;

import dev.baton.LockListener.Mode;
import dev.baton.LockOptions;
import dev.baton.internal.link.ClientIdentity;
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

/**
 * How locks of one client are had: what all of them with the same options have in common, so that
 * it is there once for very many locks.
 */
public final class LockSettings {
  private final String prefix;
  private final LockOptions options;
  private final Term term;
  private final Calls calls;
  private final boolean vote;

  /** What part of a lock is asked for; null if all of it, for one alone. */
  private final Request.@Nullable Kind share;

  private final Together together;
  private final Mode mode;

  /** How many grants of a lock this process can have at a time. */
  private final int seats;

  /** The same for reading; null until it was asked for. */
  private volatile @Nullable LockSettings reading;

  /** How those of this process who want a lock have it. */
  private enum Together {
    /** By one grant at the same time. */
    AT_ONCE,
    /** One after the other, for as long as a grant may be passed on. */
    IN_TURN,
    /** Each by a grant of its own. */
    APART
  }

  /**
   * Those of locks that are had by one alone.
   *
   * @param prefix what all keys of the client begin with
   * @param calls of the client
   * @param vote whether leases are votes of a quorum's
   */
  public LockSettings(String prefix, Calls calls, LockOptions options, boolean vote) {
    this.prefix = prefix;
    this.options = options;
    this.term = Term.of(shorter(options.leaseDuration(), options.maxHold()));
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

  private LockSettings(
      LockSettings same, Mode mode, Request.Kind share, Together together, int seats) {
    this.prefix = same.prefix;
    this.options = same.options;
    this.term = same.term;
    this.calls = same.calls.sharing();
    this.vote = same.vote;
    this.mode = mode;
    this.share = share;
    this.together = together;
    this.seats = seats;
  }

  /** The same for reading. Threads of a process read by one grant if no lease ends alone. */
  public LockSettings forReading() {
    LockSettings known = reading;
    if (known == null) {
      Request.Kind kind = Request.Kind.share(/* weight= */ 1, /* limit= */ 0, options.strictFifo());
      boolean atOnce = !options.strictFifo() && options.autoRenew() && options.maxHold().isEmpty();
      known =
          new LockSettings(
              this,
              Mode.SHARED,
              isSticky() ? kind.keeping() : kind,
              atOnce ? Together.AT_ONCE : Together.APART,
              /* seats= */ 1);
      reading = known;
    }
    return known;
  }

  /** The same for so many permits. */
  public LockSettings permits(int weight, int limit) {
    Request.Kind kind = Request.Kind.share(weight, limit, /* inOrder= */ false);
    return new LockSettings(this, Mode.PERMITS, kind, together, limit / weight);
  }

  /** Whether they are those of these options. */
  public boolean areOf(LockOptions others, boolean votes) {
    return vote == votes && options.equals(others);
  }

  public LockOptions options() {
    return options;
  }

  /** For how long a lock is asked for. */
  public Term term() {
    return term;
  }

  /** What is sent for a lock. */
  public Calls calls() {
    return calls;
  }

  /** How a lock is had. */
  public Mode mode() {
    return mode;
  }

  /** Whether leases are votes of a quorum's, which is nobody's lock. */
  public boolean isVote() {
    return vote;
  }

  /** Whether a lock is asked for to be shared. */
  public boolean isShare() {
    return share != null;
  }

  /** How many grants of a lock those of this process who want it can have at a time. */
  public int seats() {
    return seats;
  }

  /** Whether threads of this process can have a lock at the same time, by one grant. */
  public boolean isForMany() {
    return together == Together.AT_ONCE;
  }

  /** Whether those of this process who want a lock share one place in the queue. */
  public boolean queuesTogether() {
    return together != Together.APART;
  }

  private boolean isSticky() {
    return options.stickyFor().isPresent();
  }

  /** Keys of a lock that is new here. */
  public LockKeys keys(String name) {
    return withQuarantine(LockKeys.of(prefix, name));
  }

  /** Keys of a lock whose slot is known. */
  public LockKeys keys(String name, int slot) {
    return withQuarantine(LockKeys.of(prefix, name, slot));
  }

  private LockKeys withQuarantine(LockKeys keys) {
    return options.failover().quarantined() ? keys.quarantined(term) : keys;
  }

  /**
   * A new request.
   *
   * @param identity the client's
   * @param severalWait whether more than one wait for the lock here, so that fences are set aside
   *     for them
   */
  public Request newRequest(ClientIdentity identity, boolean severalWait) {
    return options
        .ownerToken()
        .map(token -> identity.next(Limits.ownerToken(token)))
        .orElseGet(() -> identity.next(kind(), span(severalWait)));
  }

  private Request.Kind kind() {
    if (share != null) {
      return share;
    }
    return isSticky() ? Request.Kind.KEEPING : Request.Kind.FENCED;
  }

  /**
   * How many fences to set aside: no more than microseconds in a lease, so that they are not ahead
   * of the clock once it has run out.
   */
  private long span(boolean severalWait) {
    if (share != null) {
      return 1;
    }
    if (isSticky()) {
      return Math.min(Passing.MOST_KEPT, TimeUnit.MILLISECONDS.toMicros(term.claimMillis()));
    }
    return severalWait && queuesTogether() && options.holdAtLeast().isEmpty()
        ? Passing.MOST_ALONE
        : 1;
  }

  /** Locks of one client with the same options are had in the same way, if as much is asked for. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof LockSettings that
            && options.equals(that.options)
            && Objects.equals(share, that.share));
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  private static Optional<Duration> shorter(Optional<Duration> lease, Optional<Duration> maxHold) {
    if (lease.isEmpty() || maxHold.isEmpty()) {
      return lease.isPresent() ? lease : maxHold;
    }
    return lease.get().compareTo(maxHold.get()) <= 0 ? lease : maxHold;
  }
}
