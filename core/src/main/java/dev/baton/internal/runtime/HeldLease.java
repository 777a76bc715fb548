package dev.baton.internal.runtime;

import dev.baton.BackendException;
import dev.baton.LeaseLostException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.RaiseReply;
import dev.baton.internal.script.RenewReply;
import dev.baton.spi.BackendFault;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lock as one caller holds it: that caller's turn in the {@link Hold} of its process. It ends
 * once: by {@code ending}, set by whoever comes first, the holder that releases it or the loss of
 * the hold.
 */
final class HeldLease implements MemberLease {
  private static final System.Logger LOG = System.getLogger(HeldLease.class.getName());

  private static final VarHandle ENDING;
  private static final VarHandle SIGNAL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ENDING = lookup.findVarHandle(HeldLease.class, "ending", Ending.class);
      SIGNAL = lookup.findVarHandle(HeldLease.class, "signal", LossSignal.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Hold hold;
  private final long fence;

  @SuppressWarnings("UnusedVariable") // set through ENDING
  private volatile @Nullable Ending ending;

  /** Made when somebody asks for it. */
  private volatile @Nullable LossSignal signal;

  /** Without which it will not be released; null if it is released by whoever has this object. */
  private volatile @Nullable Owner owner;

  /** Where it was acquired, if that is recorded. */
  private final @Nullable Throwable origin;

  HeldLease(Hold hold, long fence, @Nullable Throwable origin) {
    this.hold = hold;
    this.fence = fence;
    this.origin = origin;
  }

  @Nullable Throwable origin() {
    return origin;
  }

  @Override
  public void detach() {
    hold.cohort().detach(this);
  }

  @Override
  public void ownedBy(Owner only) {
    owner = only;
  }

  /** Whoever alone may release it, if anybody. */
  @Nullable Owner owner() {
    return owner;
  }

  /** Whether somebody is to be told of its loss, who may have kept nothing but that. */
  boolean isWatched() {
    return signal != null;
  }

  @Override
  public String lockName() {
    return hold.lock().name();
  }

  @Override
  public String ownerToken() {
    return hold.ownerToken();
  }

  @Override
  public long fencingToken() {
    return fence;
  }

  @Override
  public boolean isHeld() {
    return ending == null && !hold.isOver();
  }

  @Override
  public Duration remaining() {
    return ending != null || hold.ended() ? Duration.ZERO : hold.remaining();
  }

  @Override
  public void ensureHeld() {
    if (isHeld()) {
      return;
    }
    if (ending == null) {
      throw new LeaseLostException(lockName(), hold.expiry());
    }
    throwIfLost();
    throw new IllegalStateException("the lease on \"" + lockName() + "\" was released");
  }

  @Override
  public void renew(Duration leaseDuration) {
    long wanted = Limits.lease("leaseDuration", leaseDuration).toMillis();
    ensureHeld();
    hold.engine().ensureMayWait(lockName());
    Asked asked = Patience.await(asking(wanted));
    RenewReply reply;
    try {
      reply = hold.engine().runner().run(hold.renewal(asked.millis));
    } catch (BackendFault fault) {
      throw Faults.translate(lockName(), fault);
    }
    hold.renewed(reply, asked.sentAt, asked.millis);
    ensureHeld();
  }

  @Override
  public CompletionStage<Void> renewAsync(Duration leaseDuration) {
    return asking(Limits.lease("leaseDuration", leaseDuration).toMillis())
        .thenCompose(
            asked ->
                whileHeld(
                    hold.renewal(asked.millis),
                    reply -> hold.renewed(reply, asked.sentAt, asked.millis)));
  }

  @Override
  public CompletionStage<Boolean> raise(long given) {
    if (given <= fence) {
      return CompletableFuture.completedFuture(isHeld());
    }
    NamedLock lock = hold.lock();
    return whileHeld(
            hold.engine().calls().raise(lock.keys(), hold.value(), given, lock.term()),
            this::raised)
        .thenApply(done -> isHeld());
  }

  private void raised(RaiseReply reply) {
    switch (reply) {
      case RAISED -> {}
      case DELETED -> hold.lose(LossReason.DELETED);
      case OVERWRITTEN -> hold.lose(LossReason.OVERWRITTEN);
    }
  }

  /** What a renewal asks for, and when it was sent. */
  private record Asked(long sentAt, long millis) {}

  /** Asks inside the cohort, where it shows whether this is the one that has the hold. */
  private CompletableFuture<Asked> asking(long wanted) {
    CompletableFuture<Asked> asked = new CompletableFuture<>();
    hold.cohort()
        .during(
            this,
            () -> {
              long sentAt = hold.engine().clock().nanoTime();
              long millis = hold.tenure().atMost(wanted, sentAt);
              hold.reschedule(now -> now.asking(sentAt, millis));
              return () -> asked.complete(new Asked(sentAt, millis));
            },
            () -> asked.completeExceptionally(notHeld()));
    return asked;
  }

  private RuntimeException notHeld() {
    try {
      ensureHeld();
    } catch (LeaseLostException | IllegalStateException e) {
      return e;
    }
    return new LeaseLostException(lockName(), hold.expiry());
  }

  /** Sends a call without waiting; fails if the lease is not held afterwards. */
  private <R> CompletionStage<Void> whileHeld(Call<R> call, Consumer<R> taken) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    hold.engine()
        .runner()
        .start(
            call,
            (reply, thrown) -> {
              try {
                if (reply == null) {
                  throw thrown instanceof BackendFault fault
                      ? Faults.translate(lockName(), fault)
                      : new IllegalStateException(thrown);
                }
                taken.accept(reply);
                ensureHeld();
                done.complete(null);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  @Override
  public CompletionStage<LossReason> lost() {
    LossSignal known = signal;
    if (known != null) {
      return known.stage();
    }
    LossSignal made = new LossSignal();
    LossReason before = loss();
    if (before != null) {
      made.tell(before); // before anybody can have it, whose callbacks would run on this thread
    }
    if (!SIGNAL.compareAndSet(this, null, made)) {
      return lost();
    }
    if (before == null) {
      hold.watch();
      hold.cohort().tie(this);
      LossReason meanwhile = loss();
      if (meanwhile != null) {
        hold.engine().teller().execute(() -> made.tell(meanwhile));
      }
    }
    return made.stage();
  }

  private @Nullable LossReason loss() {
    Ending end = ending;
    return end == null ? null : end.loss;
  }

  @Override
  public void onLost(Consumer<? super LossReason> action) {
    lost().thenAccept(action);
  }

  @Override
  public ReleaseOutcome release() {
    Ending mine = new Ending();
    boolean mayWait = hold.engine().mayWait();
    if (ENDING.compareAndSet(this, null, mine)) {
      hold.cohort().release(this, () -> mayWait && !mine.isTold());
    } else {
      hold.cohort().sweep(hold);
    }
    return mayWait ? end().await() : end().now(lockName());
  }

  @Override
  public CompletionStage<ReleaseOutcome> releaseAsync() {
    if (ENDING.compareAndSet(this, null, new Ending())) {
      hold.cohort().release(this, Turnstile.Carrier.PASSING);
    } else {
      hold.cohort().sweep(hold);
    }
    return end().told();
  }

  @Override
  public void close() {
    if (!hold.engine().mayWait()) {
      drop();
      return;
    }
    try {
      release();
    } catch (BackendException e) {
      // The lease is over either way, and an exception would hide what the holder's work came to.
      unreleased(e);
    }
  }

  /** Releases it for one who does not want it any more and is not told what becomes of that. */
  void drop() {
    var unused =
        releaseAsync()
            .exceptionally(
                thrown -> {
                  unreleased(Patience.unwrapped(thrown));
                  return null;
                });
  }

  /** Nobody is told of it but by the log. */
  private static void unreleased(Throwable why) {
    LOG.log(System.Logger.Level.WARNING, "not released: {0}", why.getMessage());
  }

  @Override
  public void throwIfLost() {
    LossReason loss = loss();
    if (loss != null) {
      throw new LeaseLostException(lockName(), loss);
    }
  }

  /** It was released. */
  void released() {
    end().tell(ReleaseOutcome.RELEASED);
  }

  /** Its release was not answered with an outcome. */
  void failed(RuntimeException why) {
    end().fail(why);
  }

  /** It was lost, before its release or found by it; those who want to hear of it are told. */
  void lost(LossReason reason) {
    Ending loss = new Ending();
    loss.loss = reason; // before it can be seen: a lease that ends without one was released
    ENDING.compareAndSet(this, null, loss);
    Ending end = end();
    end.loss = reason;
    end.tell(ReleaseOutcome.ALREADY_LOST);
    LossSignal asked = signal;
    if (asked != null) {
      hold.engine().teller().execute(() -> asked.tell(reason));
    }
  }

  private Ending end() {
    return (Ending) Objects.requireNonNull(ENDING.getVolatile(this));
  }

  /** Who holds which lock, and by what number; the token can be a secret of the caller's. */
  @Override
  public String toString() {
    return "Lease[\"" + lockName() + "\", fence " + fence + (isHeld() ? "" : ", over") + "]";
  }
}
