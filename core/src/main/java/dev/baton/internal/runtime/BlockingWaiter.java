package dev.baton.internal.runtime;

import dev.baton.LockListener.Failure;
import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.lease.Refusal;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.Turnstile;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits on the calling thread, which sends its command itself if it is the first to want the lock.
 */
final class BlockingWaiter extends Waiter implements Turnstile.Carrier {
  private static final Refusal LEFT = new Refusal.Left();

  private final Cohorts cohorts;
  private final Services services;
  private final LockSpec lock;
  private final Thread thread = Thread.currentThread();

  /** Whether an interrupt ends the wait; if not, it is kept for the caller to see. */
  private final boolean interruptible;

  private boolean interrupted;
  private volatile long deadline;
  private volatile @Nullable AbstractLease lease;
  private volatile @Nullable Refusal refusal;

  private BlockingWaiter(Cohorts cohorts, LockSpec lock, long maxWaitNanos, boolean interruptible) {
    super(maxWaitNanos, cohorts.services().watch(lock));
    this.cohorts = cohorts;
    this.services = cohorts.services();
    this.lock = lock;
    this.interruptible = interruptible;
    this.deadline = once ? Long.MAX_VALUE : services.clock().after(maxWaitNanos);
  }

  /** On the calling thread, which may wait; from now on the acquisition has begun. */
  private static BlockingWaiter of(
      Cohorts cohorts, LockSpec lock, long maxWaitNanos, boolean interruptible) {
    cohorts.services().ensureMayWait(lock.name());
    return new BlockingWaiter(cohorts, lock, maxWaitNanos, interruptible);
  }

  /**
   * Acquires a lock.
   *
   * @param maxWaitNanos zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes
   * @throws dev.baton.LockTimeoutException if the time passed
   */
  static AbstractLease acquire(Cohorts cohorts, LockSpec lock, long maxWaitNanos)
      throws InterruptedException {
    BlockingWaiter waiter = of(cohorts, lock, maxWaitNanos, /* interruptible= */ true);
    return waiter.leaseOrThrow(waiter.join());
  }

  /** Acquires a lock, however long it takes; an interrupt is kept, and does not end the wait. */
  static AbstractLease acquireUninterruptibly(Cohorts cohorts, LockSpec lock) {
    BlockingWaiter waiter = of(cohorts, lock, Long.MAX_VALUE, /* interruptible= */ false);
    try {
      return waiter.leaseOrThrow(waiter.joinUninterruptibly());
    } finally {
      waiter.keepInterrupt();
    }
  }

  /**
   * Acquires a lock if it is free; an interrupt is kept, and changes nothing.
   *
   * @return the lease, or empty if it is somebody else's
   */
  static Optional<AbstractLease> tryOnce(Cohorts cohorts, LockSpec lock) {
    BlockingWaiter waiter = of(cohorts, lock, 0, /* interruptible= */ false);
    try {
      return waiter.leaseOrEmpty(waiter.joinUninterruptibly());
    } finally {
      waiter.keepInterrupt();
    }
  }

  /**
   * Acquires a lock if it comes free in time.
   *
   * @return the lease, or empty if the time passed
   */
  static Optional<AbstractLease> tryAcquire(Cohorts cohorts, LockSpec lock, long maxWaitNanos)
      throws InterruptedException {
    BlockingWaiter waiter = of(cohorts, lock, maxWaitNanos, /* interruptible= */ true);
    return waiter.leaseOrEmpty(waiter.join());
  }

  /**
   * Goes on with a share of a lock that is held.
   *
   * @param writing the lease that holds all of it; it is over then
   * @return the lease on the share
   * @throws dev.baton.LeaseLostException if the other was lost
   */
  static AbstractLease downgrade(Cohorts cohorts, LockSpec reading, HeldLease writing) {
    cohorts.services().ensureMayWait(reading.name());
    writing.ensureHeld();
    if (!writing.beginToEnd()) {
      writing.ensureHeld();
    }
    BlockingWaiter waiter = new BlockingWaiter(cohorts, reading, 0, /* interruptible= */ false);
    try {
      Optional<AbstractLease> lease =
          waiter.leaseOrEmpty(
              waiter.joinUninterruptibly(
                  () -> writing.downgrade(cohorts.afterWriting(reading, waiter), waiter, waiter)));
      if (lease.isEmpty()) {
        writing.outcome();
        writing.ensureHeld(); // it is not, and this says why
      }
      return lease.orElseThrow();
    } finally {
      waiter.keepInterrupt();
    }
  }

  @Override
  void granted(AbstractLease granted) {
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
    deadline = services.clock().after(nanos);
    LockSupport.unpark(thread);
  }

  @Override
  Thread thread() {
    return thread;
  }

  @Override
  boolean callsBack() {
    return false;
  }

  /** A command may keep this thread while its own call is not decided, and has time for it. */
  @Override
  public boolean mayWait() {
    if (lease != null || refusal != null || (interruptible && thread.isInterrupted())) {
      return false;
    }
    long until = deadline;
    return until == Long.MAX_VALUE
        || until - services.clock().nanoTime() >= services.runner().timeoutNanos();
  }

  private Optional<AbstractLease> leaseOrEmpty(@Nullable Refusal why) {
    if (why instanceof Refusal.Unacknowledged unacknowledged) {
      throw failed(unacknowledged.exception(lock.name()));
    }
    if (why != null && why.isBusy()) {
      if (watch != null) {
        watch.notAcquired(maxWaitNanos <= 0 ? Failure.BUSY : Failure.TIMED_OUT);
      }
      return Optional.empty();
    }
    return Optional.of(leaseOrThrow(why));
  }

  private AbstractLease leaseOrThrow(@Nullable Refusal why) {
    AbstractLease granted = lease;
    if (granted != null) {
      if (watch != null) {
        granted.observedBy(watch.acquired(granted.fencingToken()));
      }
      return granted;
    }
    throw failed((why == null ? LEFT : why).exception(lock.name(), Math.max(0, maxWaitNanos)));
  }

  private RuntimeException failed(RuntimeException why) {
    if (watch != null) {
      watch.notAcquired(maxWaitNanos <= 0, why);
    }
    return why;
  }

  /** Waits; null once there is a lease. */
  private @Nullable Refusal join() throws InterruptedException {
    return join(() -> cohorts.join(lock, this, this));
  }

  private @Nullable Refusal join(Runnable way) throws InterruptedException {
    way.run();
    boolean leaving = false;
    long saidAt = Long.MIN_VALUE; // the deadline at which it was said that the time is up
    while (lease == null && refusal == null) {
      if (Thread.interrupted()) {
        interrupted = true;
      }
      long until = deadline;
      if (interrupted && interruptible && !leaving) {
        leaving = true;
        whomItJoined().leave(this);
      } else if (leaving || until == saidAt || until == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else if (services.clock().nanoTime() >= until) {
        saidAt = until;
        whomItJoined().timeIsUp(this);
      } else {
        LockSupport.parkNanos(this, until - services.clock().nanoTime());
      }
    }
    if (interrupted && interruptible) {
      giveBack();
      if (watch != null) {
        watch.notAcquired(Failure.INTERRUPTED);
      }
      throw new InterruptedException("interrupted while waiting; the lock is not held");
    }
    return lease == null ? refusal : null;
  }

  private Joined whomItJoined() {
    return Objects.requireNonNull(joined);
  }

  private @Nullable Refusal joinUninterruptibly() {
    return joinUninterruptibly(() -> cohorts.join(lock, this, this));
  }

  private @Nullable Refusal joinUninterruptibly(Runnable way) {
    try {
      return join(way);
    } catch (InterruptedException e) {
      throw new IllegalStateException("thrown by interruptible waits only", e);
    }
  }

  private void keepInterrupt() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveBack() {
    AbstractLease granted = lease;
    if (granted != null) {
      granted.drop();
    }
  }
}
