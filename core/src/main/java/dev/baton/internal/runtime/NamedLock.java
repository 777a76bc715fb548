package dev.baton.internal.runtime;

import dev.baton.Lease;
import dev.baton.LockState;
import dev.baton.LossReason;
import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.lease.AbstractLock;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.lease.ThreadViews;
import dev.baton.internal.look.States;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.InspectReply;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Queries;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.settings.LockSpec;
import dev.baton.spi.BackendFault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A lock of one services: its name, keys and options, and nothing that changes. */
final class NamedLock extends AbstractLock {
  /** More are counted by nobody's eye; of those who share the lock too. */
  private static final int WAITERS_TOLD = 1_000;

  private final Services services;
  private final Cohorts cohorts;
  private final ThreadViews threads;
  private final LockSpec spec;
  private final LockKeys keys;

  /**
   * A lock.
   *
   * @param cohorts those of its client
   * @param threads which threads have which locks of that
   */
  NamedLock(Cohorts cohorts, ThreadViews threads, LockSpec spec) {
    super(cohorts, spec.name(), spec.options());
    this.services = cohorts.services();
    this.cohorts = cohorts;
    this.threads = threads;
    this.spec = spec;
    this.keys = spec.keys();
  }

  @Override
  protected CompletionStage<Lease> begin(long maxWaitNanos) {
    return AsyncWaiter.acquire(cohorts, spec, maxWaitNanos);
  }

  @Override
  protected AbstractLease await(long maxWaitNanos) throws InterruptedException {
    return BlockingWaiter.acquire(cohorts, spec, maxWaitNanos);
  }

  @Override
  protected Optional<AbstractLease> tryAwait(long maxWaitNanos) throws InterruptedException {
    return BlockingWaiter.tryAcquire(cohorts, spec, maxWaitNanos);
  }

  @Override
  public Optional<AbstractLease> tryOnce() {
    return BlockingWaiter.tryOnce(cohorts, spec);
  }

  @Override
  public AbstractLease acquireUninterruptibly() {
    return BlockingWaiter.acquireUninterruptibly(cohorts, spec);
  }

  @Override
  protected ThreadViews threads() {
    return threads;
  }

  @Override
  public boolean isForReading() {
    return spec.isShare();
  }

  @Override
  public AbstractLease downgrade(Lease writing) {
    if (writing instanceof HeldLease held && held.isAllOf(name(), services)) {
      return BlockingWaiter.downgrade(cohorts, spec, held);
    }
    throw new IllegalArgumentException(
        writing + " is not one of this client for writing, on \"" + name() + "\"");
  }

  @Override
  public boolean isLocked() {
    return ask(Queries.isLocked(keys));
  }

  @Override
  public LockState inspect() {
    InspectReply reply = ask(Queries.inspect(keys, WAITERS_TOLD));
    if (reply instanceof InspectReply.Held held) {
      return States.of(name(), held);
    }
    if (reply instanceof InspectReply.Free free) {
      return States.of(name(), free);
    }
    throw Faults.notALock(name(), ((InspectReply.Foreign) reply).type());
  }

  @Override
  public boolean release(String ownerToken) {
    byte[] value = Limits.ownerToken(ownerToken);
    boolean released = ask(spec.calls().holding(ownerToken).revoke(keys, value)).wasOurs();
    if (released && services.identity().made(ownerToken)) {
      cohorts.holding(name(), value).ifPresent(hold -> hold.lose(LossReason.DELETED));
    }
    return released;
  }

  @Override
  public boolean renew(String ownerToken, Duration leaseDuration) {
    byte[] value = Limits.ownerToken(ownerToken);
    long millis = Limits.lease("leaseDuration", leaseDuration).toMillis();
    Optional<Hold> here = cohorts.holding(name(), value);
    return here.isPresent()
        ? renewHere(here.get(), millis)
        : ask(spec.calls().holding(ownerToken).extend(keys, value, millis)) == RenewReply.RENEWED;
  }

  /** The lease that this process has must know how long it lasts. */
  private boolean renewHere(Hold hold, long wanted) {
    long sentAt = services.clock().nanoTime();
    long millis = hold.wanted(wanted, sentAt);
    if (hold.remaining().toMillis() >= millis) {
      return ask(spec.calls().extend(keys, hold.value(), millis)) == RenewReply.RENEWED;
    }
    hold.reschedule(tenure -> tenure.asking(sentAt, millis));
    RenewReply reply = ask(hold.renewal(millis));
    hold.renewed(reply, sentAt, millis);
    return reply == RenewReply.RENEWED;
  }

  private <R> R ask(Call<R> call) {
    services.ensureMayWait(name());
    try {
      return services.runner().run(call);
    } catch (BackendFault fault) {
      throw Faults.translate(name(), fault);
    }
  }
}
