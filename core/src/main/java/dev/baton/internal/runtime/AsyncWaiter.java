package dev.baton.internal.runtime;

import dev.baton.Lease;
import dev.baton.LockListener.Failure;
import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.lease.Refusal;
import dev.baton.internal.lease.Trampoline;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits without a thread: completes a future. There may be very many, so it knows no more of the
 * lock than those do with whom it waits.
 */
final class AsyncWaiter extends Waiter implements BiConsumer<@Nullable Lease, @Nullable Throwable> {
  private final Services services;
  private final CompletableFuture<Lease> result = new CompletableFuture<>();
  private volatile @Nullable Future<?> alarm;

  private AsyncWaiter(Cohorts cohorts, LockSpec lock, long maxWaitNanos) {
    super(maxWaitNanos, cohorts.services().watch(lock));
    this.services = cohorts.services();
  }

  /**
   * Acquires a lock.
   *
   * @param maxWaitNanos zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes
   * @return completes with the lease; whoever cancels or completes it leaves the queue
   */
  static CompletableFuture<Lease> acquire(Cohorts cohorts, LockSpec lock, long maxWaitNanos) {
    AsyncWaiter waiter = new AsyncWaiter(cohorts, lock, maxWaitNanos);
    cohorts.join(lock, waiter, Turnstile.Carrier.PASSING);
    if (maxWaitNanos > 0 && maxWaitNanos != Long.MAX_VALUE) {
      waiter.setAlarm(maxWaitNanos);
    }
    var unused = waiter.result.whenComplete(waiter);
    return waiter.result;
  }

  @Override
  void granted(AbstractLease lease) {
    joined = null;
    Trampoline.call(
        () -> {
          if (watch != null) {
            lease.observedBy(watch.acquired(lease.fencingToken()));
          }
          if (!result.complete(lease)) {
            lease.drop();
          }
        });
  }

  @Override
  void refused(Refusal why) {
    String name = Objects.requireNonNull(joined).lockName();
    joined = null;
    Trampoline.call(
        () -> {
          RuntimeException thrown = why.exception(name, Math.max(0, maxWaitNanos));
          if (watch != null) {
            watch.notAcquired(maxWaitNanos <= 0, thrown);
          }
          result.completeExceptionally(thrown);
        });
  }

  @Override
  boolean callsBack() {
    return true;
  }

  @Override
  void extend(long nanos) {
    setAlarm(nanos);
  }

  private void setAlarm(long nanos) {
    alarm = services.timer().at(services.clock().after(nanos), this::timeIsUp);
    if (result.isDone()) {
      ended();
    }
  }

  private void timeIsUp() {
    Joined with = joined;
    if (with != null) {
      with.timeIsUp(this);
    }
  }

  /** The future is complete. */
  @Override
  public void accept(@Nullable Lease lease, @Nullable Throwable thrown) {
    ended();
  }

  private void ended() {
    Future<?> set = alarm;
    if (set != null) {
      set.cancel(false);
    }
    Joined with = joined;
    if (with != null) { // who was not told how it ended, so that its caller has ended it
      if (watch != null) {
        watch.notAcquired(Failure.CANCELLED);
      }
      with.leave(this);
    }
  }
}
