package dev.baton.internal.runtime;

import dev.baton.Lease;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.internal.lease.AbstractLock;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.lease.ThreadHolds;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.protocol.Passing;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.InspectReply;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.Term;
import dev.baton.spi.BackendFault;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A lock of one engine: its name, keys and options, and nothing that changes. */
final class NamedLock extends AbstractLock {
  /** More are counted by nobody's eye. */
  private static final int WAITERS_TOLD = 1_000;

  private final Engine engine;
  private final LockKeys keys;
  private final Term term;
  private final Shard shard;
  private final boolean vote;

  /**
   * A lock.
   *
   * @param vote whether its leases are votes of a quorum's
   */
  NamedLock(Engine engine, String name, LockOptions options, Term term, boolean vote) {
    super(engine, name, options);
    this.engine = engine;
    LockKeys plain = LockKeys.of(engine.prefix(), name);
    this.keys = options.failover().quarantined() ? plain.quarantined(term) : plain;
    this.term = term;
    this.shard = engine.shards().of(keys);
    this.vote = vote;
  }

  /** For how long a lock with these options is asked for. */
  static Term term(LockOptions options) {
    return Term.of(shorter(options.leaseDuration(), options.maxHold()));
  }

  @Override
  protected CompletionStage<Lease> begin(long maxWaitNanos) {
    return AsyncWaiter.acquire(engine, this, maxWaitNanos);
  }

  @Override
  protected HeldLease await(long maxWaitNanos) throws InterruptedException {
    return BlockingWaiter.acquire(engine, this, maxWaitNanos);
  }

  @Override
  protected Optional<HeldLease> tryAwait(long maxWaitNanos) throws InterruptedException {
    return BlockingWaiter.tryAcquire(engine, this, maxWaitNanos);
  }

  @Override
  public Optional<HeldLease> tryOnce() {
    return BlockingWaiter.tryOnce(engine, this);
  }

  @Override
  public HeldLease acquireUninterruptibly() {
    return BlockingWaiter.acquireUninterruptibly(engine, this);
  }

  @Override
  protected ThreadHolds threadHolds() {
    return engine.threadHolds();
  }

  @Override
  public boolean isLocked() {
    return ask(engine.calls().isLocked(keys));
  }

  @Override
  public LockState inspect() {
    InspectReply reply = ask(engine.calls().inspect(keys, WAITERS_TOLD));
    if (reply instanceof InspectReply.Held held) {
      return States.of(name(), held);
    }
    if (reply instanceof InspectReply.Free free) {
      return States.of(name(), free);
    }
    throw notALock(((InspectReply.Foreign) reply).type());
  }

  @Override
  public boolean release(String ownerToken) {
    byte[] value = Limits.ownerToken(ownerToken);
    boolean released = ask(engine.calls().revoke(keys, value)).wasOurs();
    if (released && engine.identity().made(ownerToken)) {
      Hold mine = engine.renewer().hold(ClientIdentity.request(ownerToken));
      if (mine != null) {
        mine.cohort().released(ownerToken);
      }
    }
    return released;
  }

  @Override
  public boolean renew(String ownerToken, Duration leaseDuration) {
    byte[] value = Limits.ownerToken(ownerToken);
    long millis = Limits.lease("leaseDuration", leaseDuration).toMillis();
    Optional<Hold> here = holdHere(ownerToken, value);
    return here.isPresent()
        ? renewHere(here.get(), millis)
        : ask(engine.calls().extend(keys, value, millis)) == RenewReply.RENEWED;
  }

  private Optional<Hold> holdHere(String ownerToken, byte[] value) {
    if (engine.identity().made(ownerToken)) {
      return Optional.ofNullable(engine.renewer().hold(ClientIdentity.request(ownerToken)));
    }
    return engine.renewer().holds().stream()
        .filter(hold -> hold.lock().name().equals(name()) && Arrays.equals(hold.value(), value))
        .findAny();
  }

  /** The lease that this process has must know how long it lasts. */
  private boolean renewHere(Hold hold, long wanted) {
    long sentAt = engine.clock().nanoTime();
    long millis = hold.tenure().atMost(wanted, sentAt);
    if (hold.remaining().toMillis() >= millis) {
      return ask(engine.calls().extend(keys, hold.value(), millis)) == RenewReply.RENEWED;
    }
    hold.reschedule(tenure -> tenure.asking(sentAt, millis));
    RenewReply reply = ask(hold.renewal(millis));
    hold.renewed(reply, sentAt, millis);
    return reply == RenewReply.RENEWED;
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
   * @param forMany whether more than one wait for it here, so that fences are set aside for them
   */
  Request newRequest(boolean forMany) {
    return options()
        .ownerToken()
        .map(token -> engine.identity().next(Limits.ownerToken(token)))
        .orElseGet(() -> engine.identity().next(kind(), span(forMany)));
  }

  /** Whether a lease on it ends with its client; one that is the caller's to look after stays. */
  boolean endsWithClient() {
    return options().autoRenew() && (vote || options().ownerToken().isEmpty());
  }

  /** Whether those of this process who want it share one place in the queue. */
  boolean isShared() {
    return !options().strictFifo() && options().ownerToken().isEmpty();
  }

  private Request.Kind kind() {
    return options().stickyFor().isPresent() ? Request.Kind.KEEPING : Request.Kind.FENCED;
  }

  /**
   * How many fences to set aside: no more than microseconds in a lease, so that they are not ahead
   * of the clock once it has run out.
   */
  private long span(boolean forMany) {
    if (options().stickyFor().isPresent()) {
      return Math.min(Passing.MOST_KEPT, TimeUnit.MILLISECONDS.toMicros(term.claimMillis()));
    }
    return forMany && isShared() && options().holdAtLeast().isEmpty() ? Passing.MOST_ALONE : 1;
  }

  LockException notALock(String type) {
    return new LockException(
        name(),
        "\""
            + name()
            + "\" is not a lock: its key holds data of type "
            + type
            + ", which stays as it is. Choose another name for the lock",
        null);
  }

  private <R> R ask(Call<R> call) {
    engine.ensureMayWait(name());
    try {
      return engine.runner().run(call);
    } catch (BackendFault fault) {
      throw Faults.translate(name(), fault);
    }
  }

  private static Optional<Duration> shorter(Optional<Duration> lease, Optional<Duration> maxHold) {
    if (lease.isEmpty() || maxHold.isEmpty()) {
      return lease.isPresent() ? lease : maxHold;
    }
    return lease.get().compareTo(maxHold.get()) <= 0 ? lease : maxHold;
  }
}
