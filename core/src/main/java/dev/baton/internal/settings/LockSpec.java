package dev.baton.internal.settings;

import dev.baton.LockListener.Mode;
import dev.baton.LockOptions;
import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.link.LockServer;
import dev.baton.internal.link.LockServers;
import dev.baton.internal.protocol.Grant;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.protocol.Tenure;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.Term;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a lock of one client is: its name, where it is, how it is had, and nothing that changes. */
public final class LockSpec {
  private final String name;
  private final int slot;
  private final LockServer server;
  private final LockSettings settings;

  /**
   * A lock.
   *
   * @param servers of its client
   * @throws IllegalArgumentException if the name is out of bounds
   */
  public LockSpec(LockServers servers, String name, LockSettings settings) {
    LockKeys keys = settings.keys(Limits.name(name));
    this.name = name;
    this.slot = keys.slot();
    this.server = servers.of(keys);
    this.settings = settings;
  }

  private LockSpec(LockSpec same, LockSettings settings) {
    this.name = same.name;
    this.slot = same.slot;
    this.server = same.server;
    this.settings = settings;
  }

  /** The same lock, for reading. */
  public LockSpec forReading() {
    return new LockSpec(this, settings.forReading());
  }

  /** So many of the permits of the same lock. */
  public LockSpec permits(int weight, int limit) {
    return new LockSpec(this, settings.permits(weight, limit));
  }

  public String name() {
    return name;
  }

  /** Its keys: made anew each time, since who holds very many locks has no room for them. */
  public LockKeys keys() {
    return settings.keys(name, slot);
  }

  /** Where it is. */
  public LockServer server() {
    return server;
  }

  public LockOptions options() {
    return settings.options();
  }

  /** For how long it is asked for. */
  public Term term() {
    return settings.term();
  }

  /** What is sent for it. */
  public Calls calls() {
    return settings.calls();
  }

  /** How it is had. */
  public Mode mode() {
    return settings.mode();
  }

  /** Whether its leases are votes of a quorum's, which is nobody's lock. */
  public boolean isVote() {
    return settings.isVote();
  }

  /** Whether it is asked for to be shared. */
  public boolean isShare() {
    return settings.isShare();
  }

  /** How many grants of it those of this process who want it can have at a time. */
  public int seats() {
    return settings.seats();
  }

  /** Whether threads of this process can have it at the same time, by one grant. */
  public boolean isForMany() {
    return settings.isForMany();
  }

  /** Whether those of this process who want it share one place in the queue. */
  public boolean queuesTogether() {
    return settings.queuesTogether();
  }

  /** Whether a lease on it ends with its client; one that is the caller's to look after stays. */
  public boolean endsWithClient() {
    return options().autoRenew() && (isVote() || options().ownerToken().isEmpty());
  }

  /** Until when a grant of it lasts, and how that may change. */
  public Tenure tenure(Grant grant) {
    return Tenure.begin(grant, term().leaseMillis(), options().autoRenew(), maxHoldNanos());
  }

  /** For how long it may be held at most, from its grant on or since it was passed. */
  public long maxHoldNanos() {
    return options().maxHold().map(Duration::toNanos).orElse(Long.MAX_VALUE);
  }

  /**
   * A new request.
   *
   * @param identity the client's
   * @param severalWait whether more than one wait for it here, so that fences are set aside for
   *     them
   */
  public Request newRequest(ClientIdentity identity, boolean severalWait) {
    return settings.newRequest(identity, severalWait);
  }

  /** Locks of one client with one name that are had in the same way are the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof LockSpec that
            && name.equals(that.name)
            && settings.equals(that.settings));
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
