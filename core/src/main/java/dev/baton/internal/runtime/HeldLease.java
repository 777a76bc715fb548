package dev.baton.internal.runtime;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.protocol.Grant;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.protocol.Passing;
import dev.baton.internal.protocol.Tenure;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.ReleaseReply;
import dev.baton.internal.script.RenewReply;
import dev.baton.spi.BackendFault;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A held lock. It ends once: by {@code ending}, set by whoever comes first, the holder that
 * releases it or whatever finds it lost.
 */
final class HeldLease implements Lease {
  private static final VarHandle ENDING;
  private static final VarHandle SIGNAL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ENDING = lookup.findVarHandle(HeldLease.class, "ending", Ending.class);
      SIGNAL = lookup.findVarHandle(HeldLease.class, "signal", CompletableFuture.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Engine engine;
  private final NamedLock lock;
  private final Grant grant;
  private final AtomicReference<Tenure> tenure;

  @SuppressWarnings("UnusedVariable") // set through ENDING
  private volatile @Nullable Ending ending;

  /** Made when somebody asks for it. */
  private volatile @Nullable CompletableFuture<LossReason> signal;

  /** Tells leases apart that are due at the same time. */
  final long number;

  /** The place in the renewer's schedule; only the renewer touches it. */
  long scheduledAt = Long.MAX_VALUE;

  /** How a lease ended. */
  private static final class Ending {
    /** What the release found; complete from the start if the lease was lost. */
    final CompletableFuture<ReleaseOutcome> outcome = new CompletableFuture<>();

    /** Whether what the lease may have left in the server was taken care of. */
    final AtomicBoolean swept = new AtomicBoolean();

    /** How it was lost, if it was. */
    volatile @Nullable LossReason loss;
  }

  HeldLease(Engine engine, NamedLock lock, Grant grant, Tenure tenure, long number) {
    this.engine = engine;
    this.number = number;
    this.lock = lock;
    this.grant = grant;
    this.tenure = new AtomicReference<>(tenure);
  }

  @Override
  public String lockName() {
    return lock.name();
  }

  @Override
  public String ownerToken() {
    return new String(grant.value(), StandardCharsets.UTF_8);
  }

  @Override
  public long fencingToken() {
    return grant.fence();
  }

  @Override
  public boolean isHeld() {
    return ending == null && engine.clock().nanoTime() < tenure().validUntil();
  }

  @Override
  public Duration remaining() {
    long until = tenure().validUntil();
    if (ending != null) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(
        until == Long.MAX_VALUE ? until : Math.max(0, until - engine.clock().nanoTime()));
  }

  @Override
  public void ensureHeld() {
    Ending end = ending;
    if (end == null) {
      if (isHeld()) {
        return;
      }
      throw new LeaseLostException(lock.name(), expiry());
    }
    throwIfLost();
    throw new IllegalStateException("the lease on \"" + lock.name() + "\" was released");
  }

  @Override
  public void renew(Duration leaseDuration) {
    long wanted = Limits.lease("leaseDuration", leaseDuration).toMillis();
    ensureHeld();
    long sentAt = engine.clock().nanoTime();
    long millis = tenure().atMost(wanted, sentAt);
    reschedule(now -> now.asking(sentAt, millis));
    RenewReply reply;
    try {
      reply = engine.runner().run(engine.calls().renew(lock.keys(), grant.value(), millis));
    } catch (BackendFault fault) {
      throw Faults.translate(lock.name(), fault);
    }
    renewed(reply, sentAt, millis, Runnable::run);
    ensureHeld();
  }

  @Override
  public CompletionStage<LossReason> lost() {
    CompletableFuture<LossReason> made = signal;
    if (made == null) {
      made = new CompletableFuture<>();
      if (!SIGNAL.compareAndSet(this, null, made)) {
        return lost();
      }
    }
    Ending end = ending;
    if (end == null) {
      // A lease that is not renewed has its end watched only if somebody wants to hear of it.
      engine.renewer().reschedule(this);
    } else if (end.loss != null) {
      made.complete(end.loss);
    }
    return made.minimalCompletionStage();
  }

  @Override
  public void onLost(Consumer<? super LossReason> action) {
    lost().thenAccept(action);
  }

  @Override
  public ReleaseOutcome release() {
    Ending mine = new Ending();
    if (!ENDING.compareAndSet(this, null, mine)) {
      return outcomeOfOther();
    }
    engine.renewer().forget(this);
    try {
      return released(engine.runner().run(releaseCall()), mine);
    } catch (BackendFault fault) {
      throw releaseFailed(fault, mine);
    }
  }

  @Override
  public CompletionStage<ReleaseOutcome> releaseAsync() {
    Ending mine = new Ending();
    if (!ENDING.compareAndSet(this, null, mine)) {
      sweepAfterExpiry();
      return ((Ending) ENDING.getVolatile(this)).outcome.minimalCompletionStage();
    }
    engine.renewer().forget(this);
    engine
        .runner()
        .start(
            releaseCall(),
            (reply, thrown) -> {
              if (reply != null) {
                released(reply, mine);
              } else if (thrown instanceof BackendFault fault) {
                releaseFailed(fault, mine);
              } else if (thrown != null) {
                mine.outcome.completeExceptionally(thrown);
              }
            });
    return mine.outcome.minimalCompletionStage();
  }

  @Override
  public void close() {
    try {
      release();
    } catch (BackendException e) {
      // Said by release() to whoever calls it; here the lease is over either way, and an exception
      // would hide what the holder's work came to.
    }
  }

  /** Does nothing unless the lease is known to be lost. */
  void throwIfLost() {
    Ending end = ending;
    LossReason loss = end == null ? null : end.loss;
    if (loss != null) {
      throw new LeaseLostException(lock.name(), loss);
    }
  }

  /** Whether it ends with its client; one that is the caller's to look after outlives it. */
  boolean givenBackOnClose() {
    return lock.options().autoRenew() && lock.options().ownerToken().isEmpty();
  }

  /** The time side. */
  Tenure tenure() {
    return Objects.requireNonNull(tenure.get());
  }

  boolean ended() {
    return ending != null;
  }

  /** Changes the time side, and the renewer's schedule with it. */
  void reschedule(UnaryOperator<Tenure> change) {
    tenure.updateAndGet(change);
    engine.renewer().reschedule(this);
  }

  Call<RenewReply> renewal(long millis) {
    return engine.calls().renew(lock.keys(), grant.value(), millis);
  }

  /** Takes the answer to a renewal; a loss is told of by the executor. */
  void renewed(RenewReply reply, long sentAt, long millis, Executor teller) {
    switch (reply) {
      case RENEWED -> reschedule(now -> now.renewed(sentAt, millis));
      case DELETED -> lose(LossReason.DELETED, teller);
      case OVERWRITTEN -> lose(LossReason.OVERWRITTEN, teller);
    }
  }

  /** Why it is over once its time is. */
  LossReason expiry() {
    return tenure().endsByItself() ? LossReason.MAX_HOLD_REACHED : LossReason.EXPIRED;
  }

  /** Ends the lease as lost, unless it has ended already. */
  void lose(LossReason reason, Executor teller) {
    Ending end = new Ending();
    end.loss = reason;
    if (ENDING.compareAndSet(this, null, end)) {
      end.outcome.complete(ReleaseOutcome.ALREADY_LOST);
      engine.renewer().forget(this);
      CompletableFuture<LossReason> asked = signal;
      if (asked != null) {
        teller.execute(() -> asked.complete(reason));
      }
    }
  }

  Call<ReleaseReply> releaseCall() {
    return engine.calls().release(lock.keys(), grant.value());
  }

  private ReleaseOutcome released(ReleaseReply reply, Ending mine) {
    if (reply.wasOurs()) {
      mine.outcome.complete(ReleaseOutcome.RELEASED);
      return ReleaseOutcome.RELEASED;
    }
    LossReason reason =
        reply == ReleaseReply.OVERWRITTEN ? LossReason.OVERWRITTEN : LossReason.DELETED;
    if (engine.clock().nanoTime() >= tenure().validUntil()) {
      reason = expiry();
    }
    mine.loss = reason;
    CompletableFuture<LossReason> asked = signal;
    if (asked != null) {
      asked.complete(reason);
    }
    mine.outcome.complete(ReleaseOutcome.ALREADY_LOST);
    return ReleaseOutcome.ALREADY_LOST;
  }

  private BackendException releaseFailed(BackendFault fault, Ending mine) {
    BackendException failure = Faults.translate(lock.name(), fault);
    mine.outcome.completeExceptionally(failure);
    if (Passing.passes(fault)) {
      long lease = TimeUnit.MILLISECONDS.toNanos(tenure().leaseMillis());
      long until = tenure().endless() ? Long.MAX_VALUE : engine.clock().after(lease);
      engine.settler().settle(releaseCall(), /* doubtful= */ false, until);
    }
    return failure;
  }

  /** Says what the one who ended the lease before found. */
  private ReleaseOutcome outcomeOfOther() {
    sweepAfterExpiry();
    try {
      return Objects.requireNonNull(((Ending) ENDING.getVolatile(this)).outcome.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof BackendException failure ? failure : e;
    }
  }

  /**
   * Gives the lock back for certain when a lease that ran out is released: a renewal whose answer
   * was lost may keep it from everybody for another lease.
   */
  private void sweepAfterExpiry() {
    Ending end = ending;
    if (end != null && end.loss == LossReason.EXPIRED && end.swept.compareAndSet(false, true)) {
      long lease = TimeUnit.MILLISECONDS.toNanos(tenure().leaseMillis());
      engine.settler().settle(releaseCall(), /* doubtful= */ false, engine.clock().after(lease));
    }
  }

  /** Who holds which lock, and by what number; the token can be a secret of the caller's. */
  @Override
  public String toString() {
    return "Lease[\""
        + lock.name()
        + "\", fence "
        + grant.fence()
        + (isHeld() ? "" : ", over")
        + "]";
  }
}
