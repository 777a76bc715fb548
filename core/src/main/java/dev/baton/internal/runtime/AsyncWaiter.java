package dev.baton.internal.runtime;

import dev.baton.Lease;
import dev.baton.internal.lease.Trampoline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Waits without a thread: completes a future. */
final class AsyncWaiter extends Waiter {
  private final Engine engine;
  private final NamedLock lock;
  private final long maxWaitNanos;
  private final CompletableFuture<Lease> result = new CompletableFuture<>();
  private volatile @Nullable Future<?> alarm;

  /** Whether the cohort has told how it ended; if not, its caller has ended it. */
  private volatile boolean told;

  private AsyncWaiter(Engine engine, NamedLock lock, long maxWaitNanos) {
    super(maxWaitNanos);
    this.engine = engine;
    this.lock = lock;
    this.maxWaitNanos = maxWaitNanos;
  }

  /**
   * Acquires a lock.
   *
   * @param maxWaitNanos zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes
   * @return completes with the lease; whoever cancels or completes it leaves the queue
   */
  static CompletableFuture<Lease> acquire(Engine engine, NamedLock lock, long maxWaitNanos) {
    AsyncWaiter waiter = new AsyncWaiter(engine, lock, maxWaitNanos);
    engine.cohorts().join(lock, waiter, Turnstile.Carrier.PASSING);
    if (maxWaitNanos > 0 && maxWaitNanos != Long.MAX_VALUE) {
      waiter.setAlarm(maxWaitNanos);
    }
    var unused = waiter.result.whenComplete((lease, thrown) -> waiter.ended());
    return waiter.result;
  }

  @Override
  void granted(HeldLease lease) {
    told = true;
    Trampoline.call(
        () -> {
          if (!result.complete(lease)) {
            lease.drop();
          }
        });
  }

  @Override
  void refused(Refusal why) {
    told = true;
    Trampoline.call(
        () -> result.completeExceptionally(why.exception(lock, Math.max(0, maxWaitNanos))));
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
    alarm = engine.timer().at(engine.clock().after(nanos), this::timeIsUp);
    if (result.isDone()) {
      ended();
    }
  }

  private void timeIsUp() {
    Cohort joined = cohort;
    if (joined != null) {
      joined.timeIsUp(this);
    }
  }

  private void ended() {
    Future<?> set = alarm;
    if (set != null) {
      set.cancel(false);
    }
    Cohort joined = cohort;
    if (!told && joined != null) {
      joined.leave(this);
    }
  }
}
