package dev.baton.internal.runtime;

import dev.baton.Lease;
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

  private AsyncWaiter(Engine engine, NamedLock lock, long maxWaitNanos) {
    super(/* once= */ maxWaitNanos <= 0);
    this.engine = engine;
    this.lock = lock;
    this.maxWaitNanos = maxWaitNanos;
  }

  /**
   * Acquires a lock.
   *
   * @param maxWaitNanos zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes
   * @return completes with the lease; cancelling it leaves the queue
   */
  static CompletableFuture<Lease> acquire(Engine engine, NamedLock lock, long maxWaitNanos) {
    AsyncWaiter waiter = new AsyncWaiter(engine, lock, maxWaitNanos);
    engine.cohorts().join(lock, waiter, /* mayBlock= */ false);
    if (maxWaitNanos > 0 && maxWaitNanos != Long.MAX_VALUE) {
      waiter.setAlarm(maxWaitNanos);
    }
    var unused = waiter.result.whenComplete((lease, thrown) -> waiter.ended());
    return waiter.result;
  }

  @Override
  void granted(HeldLease lease) {
    Trampoline.call(
        () -> {
          if (!result.complete(lease)) {
            lease.drop();
          }
        });
  }

  @Override
  void refused(Refusal why) {
    Trampoline.call(
        () -> result.completeExceptionally(why.exception(lock, Math.max(0, maxWaitNanos))));
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
    if (result.isCancelled() && joined != null) {
      joined.leave(this);
    }
  }
}
