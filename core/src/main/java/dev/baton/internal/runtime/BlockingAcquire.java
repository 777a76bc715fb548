package dev.baton.internal.runtime;

import dev.baton.internal.protocol.Step;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.GrantMessage;
import dev.baton.spi.BackendFault;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Drives an attempt on the calling thread, which sends its commands itself and parks in between.
 */
final class BlockingAcquire implements Waiter {
  private final Engine engine;
  private final Attempt attempt;
  private final Thread thread = Thread.currentThread();
  private volatile @Nullable GrantMessage grant;
  private volatile boolean nudged;

  /** Whether an interrupt ends the wait; if not, it is kept for the caller to see. */
  private final boolean interruptible;

  private boolean interrupted;

  private BlockingAcquire(Engine engine, Attempt attempt, boolean interruptible) {
    this.engine = engine;
    this.attempt = attempt;
    this.interruptible = interruptible;
  }

  /**
   * Acquires a lock.
   *
   * @param maxWaitNanos zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes
   * @throws dev.baton.LockTimeoutException if the time passed
   */
  static HeldLease acquire(Engine engine, NamedLock lock, long maxWaitNanos)
      throws InterruptedException {
    Attempt attempt = new Attempt(engine, lock, maxWaitNanos);
    Step end = new BlockingAcquire(engine, attempt, /* interruptible= */ true).drive();
    if (end instanceof Step.Acquired acquired) {
      return attempt.succeed(acquired.grant());
    }
    throw attempt.failure(end);
  }

  /** Acquires a lock, however long it takes; an interrupt is kept, and does not end the wait. */
  static HeldLease acquireUninterruptibly(Engine engine, NamedLock lock) {
    Attempt attempt = new Attempt(engine, lock, Long.MAX_VALUE);
    BlockingAcquire driver = new BlockingAcquire(engine, attempt, /* interruptible= */ false);
    try {
      Step end = driver.drive();
      if (end instanceof Step.Acquired acquired) {
        return attempt.succeed(acquired.grant());
      }
      throw attempt.failure(end);
    } catch (InterruptedException e) {
      throw new IllegalStateException("thrown by interruptible waits only", e);
    } finally {
      if (driver.interrupted) {
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
    Attempt attempt = new Attempt(engine, lock, maxWaitNanos);
    Step end = new BlockingAcquire(engine, attempt, /* interruptible= */ true).drive();
    if (end instanceof Step.Acquired acquired) {
      return Optional.of(attempt.succeed(acquired.grant()));
    }
    if (end instanceof Step.GaveUp gaveUp && gaveUp.silence().isEmpty()) {
      return Optional.empty();
    }
    throw attempt.failure(end);
  }

  private Step drive() throws InterruptedException {
    boolean acquired = false;
    try {
      Step step = attempt.start();
      while (true) {
        if (step instanceof Step.Ask ask) {
          step = ask(ask);
        } else if (step instanceof Step.Await await) {
          step = await(await.until());
        } else if (step instanceof Step.Confirm confirm) {
          step = confirm(confirm);
        } else {
          acquired = step instanceof Step.Acquired;
          return step;
        }
      }
    } finally {
      if (!acquired) {
        attempt.abandon();
      }
    }
  }

  private Step ask(Step.Ask ask) {
    try {
      if (ask.queueing()) {
        engine.openInbox(attempt.nanosLeft());
        attempt.register(this);
      }
      return send(attempt.acquire(ask), attempt::answered);
    } catch (BackendFault fault) {
      return attempt.acquisition().onFault(fault, engine.clock().nanoTime());
    }
  }

  private Step confirm(Step.Confirm confirm) {
    try {
      return send(attempt.confirm(confirm), attempt::confirmed);
    } catch (BackendFault fault) {
      return attempt.acquisition().onFault(fault, engine.clock().nanoTime());
    }
  }

  private <R> Step send(Call<R> call, Attempt.OnReply<R> next) {
    long sentAt = engine.clock().nanoTime();
    return next.step(engine.runner().run(call, attempt.nanosLeft()), sentAt);
  }

  private Step await(long until) throws InterruptedException {
    while (true) {
      if (Thread.interrupted()) {
        interrupted = true;
      }
      if (interrupted && interruptible) {
        throw new InterruptedException("interrupted while waiting; the lock is not held");
      }
      long now = engine.clock().nanoTime();
      GrantMessage message = grant;
      if (message != null) {
        grant = null;
        return attempt.acquisition().onGrant(message, now);
      }
      if (nudged || now >= until) {
        nudged = false;
        return attempt.acquisition().onWake(now);
      }
      LockSupport.parkNanos(this, until - now);
    }
  }

  @Override
  public void onGrant(GrantMessage message) {
    grant = message;
    LockSupport.unpark(thread);
  }

  @Override
  public void onNudge() {
    nudged = true;
    LockSupport.unpark(thread);
  }
}
