package dev.baton.internal.runtime;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits on the calling thread, which sends its command itself if it is the first to want the lock.
 */
final class BlockingWaiter extends Waiter {
  private static final Refusal LEFT = new Refusal.Left();

  private final Engine engine;
  private final NamedLock lock;
  private final Thread thread = Thread.currentThread();
  private final long maxWaitNanos;

  /** Whether an interrupt ends the wait; if not, it is kept for the caller to see. */
  private final boolean interruptible;

  private boolean interrupted;
  private volatile long deadline;
  private volatile @Nullable HeldLease lease;
  private volatile @Nullable Refusal refusal;

  private BlockingWaiter(Engine engine, NamedLock lock, long maxWaitNanos, boolean interruptible) {
    super(/* once= */ maxWaitNanos <= 0);
    this.engine = engine;
    this.lock = lock;
    this.interruptible = interruptible;
    this.maxWaitNanos = maxWaitNanos;
    this.deadline = once ? Long.MAX_VALUE : engine.clock().after(maxWaitNanos);
  }

  /**
   * Acquires a lock.
   *
   * @param maxWaitNanos zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes
   * @throws dev.baton.LockTimeoutException if the time passed
   */
  static HeldLease acquire(Engine engine, NamedLock lock, long maxWaitNanos)
      throws InterruptedException {
    BlockingWaiter waiter =
        new BlockingWaiter(engine, lock, maxWaitNanos, /* interruptible= */ true);
    return waiter.leaseOrThrow(waiter.join());
  }

  /** Acquires a lock, however long it takes; an interrupt is kept, and does not end the wait. */
  static HeldLease acquireUninterruptibly(Engine engine, NamedLock lock) {
    BlockingWaiter waiter =
        new BlockingWaiter(engine, lock, Long.MAX_VALUE, /* interruptible= */ false);
    try {
      return waiter.leaseOrThrow(waiter.join());
    } catch (InterruptedException e) {
      throw new IllegalStateException("thrown by interruptible waits only", e);
    } finally {
      if (waiter.interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Acquires a lock if it comes free in time.
   *
   * @return the lease, or empty if the time passed
   */
  static Optional<HeldLease> tryAcquire(Engine engine, NamedLock lock, long maxWaitNanos)
      throws InterruptedException {
    BlockingWaiter waiter =
        new BlockingWaiter(engine, lock, maxWaitNanos, /* interruptible= */ true);
    Refusal why = waiter.join();
    if (why instanceof Refusal.Unacknowledged unacknowledged) {
      throw unacknowledged.exception(lock.name());
    }
    return why != null && why.isBusy() ? Optional.empty() : Optional.of(waiter.leaseOrThrow(why));
  }

  @Override
  void granted(HeldLease granted) {
    lease = granted;
    LockSupport.unpark(thread);
  }

  @Override
  void refused(Refusal why) {
    refusal = why;
    LockSupport.unpark(thread);
  }

  @Override
  void extend(long nanos) {
    deadline = engine.clock().after(nanos);
    LockSupport.unpark(thread);
  }

  private HeldLease leaseOrThrow(@Nullable Refusal why) {
    HeldLease granted = lease;
    if (granted != null) {
      return granted;
    }
    throw (why == null ? LEFT : why).exception(lock, Math.max(0, maxWaitNanos));
  }

  /** Waits; null once there is a lease. */
  private @Nullable Refusal join() throws InterruptedException {
    engine.ensureMayWait(lock.name());
    Cohort joined = engine.cohorts().join(lock, this, mayBlock());
    boolean leaving = false;
    while (lease == null && refusal == null) {
      if (Thread.interrupted()) {
        interrupted = true;
      }
      if (interrupted && interruptible && !leaving) {
        leaving = true;
        joined.leave(this);
      } else if (!leaving && engine.clock().nanoTime() >= deadline) {
        leaving = true;
        joined.timeIsUp(this);
      } else {
        park(leaving);
      }
    }
    if (interrupted && interruptible) {
      giveBack();
      throw new InterruptedException("interrupted while waiting; the lock is not held");
    }
    return lease == null ? refusal : null;
  }

  private void park(boolean leaving) {
    long until = deadline;
    if (leaving || until == Long.MAX_VALUE) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, until - engine.clock().nanoTime());
    }
  }

  private void giveBack() {
    HeldLease granted = lease;
    if (granted != null) {
      var unused = granted.releaseAsync();
    }
  }

  /** A command may take its full time only if the wait may. */
  private boolean mayBlock() {
    return maxWaitNanos <= 0 || maxWaitNanos >= engine.runner().timeoutNanos();
  }
}
