package dev.baton.internal.runtime;

import dev.baton.LeaseLostException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.lease.Ending;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.lease.MemberLease;
import dev.baton.internal.link.Stages;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.RaiseReply;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile;
import dev.baton.spi.BackendFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lock as one caller holds it: that caller's turn in the {@link Hold} of its process. */
final class HeldLease extends AbstractLease implements MemberLease {
  private final Hold hold;
  private final long fence;

  /** Where it was acquired, if that is recorded. */
  private final @Nullable Throwable origin;

  /** Its place among those who have the hold; theirs. */
  Holders.@Nullable Holding holding;

  HeldLease(Hold hold, long fence, @Nullable Throwable origin) {
    this.hold = hold;
    this.fence = fence;
    this.origin = origin;
  }

  @Nullable Throwable origin() {
    return origin;
  }

  private Cohort cohort() {
    return hold.seat().cohort();
  }

  @Override
  public void detach() {
    hold.seat().detach(this);
  }

  @Override
  protected Executor callbackExecutor() {
    return hold.services().callbackExecutor();
  }

  @Override
  protected boolean mayWait() {
    return hold.services().mayWait();
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
    return believes() || foundOver();
  }

  /** Whether it is held, as far as is known; changes nothing. */
  boolean believes() {
    return !isOver() && !hold.isOver();
  }

  /**
   * Who is told that it is over is never to find it held again, by an answer that is on its way.
   */
  private boolean foundOver() {
    if (!isOver()) {
      hold.ranOut();
    }
    return false;
  }

  @Override
  public Duration remaining() {
    Duration left = hold.remaining();
    return isHeld() ? left : Duration.ZERO;
  }

  @Override
  protected LossReason untold() {
    return hold.expiry();
  }

  @Override
  public void renew(Duration leaseDuration) {
    long wanted = Limits.lease("leaseDuration", leaseDuration).toMillis();
    ensureHeld();
    hold.services().ensureMayWait(lockName());
    Asked asked = Stages.await(asking(wanted));
    RenewReply reply;
    try {
      reply = hold.services().runner().run(hold.askedRenewal(asked.millis));
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
                    hold.askedRenewal(asked.millis),
                    reply -> hold.renewed(reply, asked.sentAt, asked.millis)));
  }

  @Override
  public CompletionStage<Boolean> raise(long given) {
    if (given <= fence) {
      return CompletableFuture.completedFuture(isHeld());
    }
    LockSpec lock = hold.lock();
    return whileHeld(
            lock.calls().raise(lock.keys(), hold.value(), given, lock.term()), this::raised)
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
    hold.seat()
        .during(
            this,
            () -> {
              long sentAt = hold.services().clock().nanoTime();
              long millis = hold.wanted(wanted, sentAt);
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
    hold.services()
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
  protected void watch() {
    hold.hear();
    cohort().submit(in -> Holders.tie(this)); // not to be forgotten: somebody waits to hear of it
  }

  @Override
  protected void give(boolean mayWait) {
    Ending mine = new Ending();
    if (end(mine)) {
      hold.seat().release(this, mayWait ? () -> !mine.isTold() : Turnstile.Carrier.PASSING);
    } else {
      cohort().submit(hold::sweepAfterExpiry); // nothing of it is to stay in the server
    }
  }

  /** Whether it holds all of a lock of this client, which others can share. */
  boolean isAllOf(String name, Services client) {
    return hold.services().equals(client) && !hold.lock().isShare() && lockName().equals(name);
  }

  /**
   * Ends it, for one who goes on with a share of the lock.
   *
   * @param sharing where
   * @param waiter who that is
   */
  void downgrade(Cohort sharing, Waiter waiter, Turnstile.Carrier carrier) {
    hold.seat().downgrade(this, sharing, waiter, carrier);
  }

  /** Ends it, unless it is over; once it is, {@link #outcome} tells how. */
  boolean beginToEnd() {
    return end(new Ending());
  }

  /**
   * How it ended; blocking.
   *
   * @throws dev.baton.BackendException if that is not known
   */
  ReleaseOutcome outcome() {
    return end().await();
  }

  /** It was released. */
  void released() {
    tellReleased();
  }

  /** Its release was not answered with an outcome. */
  void failed(RuntimeException why) {
    tellUnconfirmed(why);
  }

  /** It was lost, before its release or found by it; those who want to hear of it are told. */
  void lost(LossReason reason) {
    Ending loss = new Ending();
    loss.lost(reason); // before it can be seen: a lease that ends without one was released
    var unused = end(loss);
    tellLoss(reason);
  }
}
