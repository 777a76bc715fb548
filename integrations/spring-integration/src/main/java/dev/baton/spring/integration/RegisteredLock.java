package dev.baton.spring.integration;

import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.ReleaseOutcome;
import dev.baton.spring.integration.ThreadHolds.Hold;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.integration.support.locks.DistributedLock;

/**
 * A lock of a registry: who holds it is in the registry.
 *
 * @param client holds it
 * @param holds what the registry's threads hold
 * @param name its key in Redis
 * @param options how it is held, unless a time to live is given
 */
record RegisteredLock(LockClient client, ThreadHolds holds, String name, LockOptions options)
    implements DistributedLock {

  /** Gets the lease, if there is one to be got. */
  private interface Way {
    Optional<Lease> get(dev.baton.DistributedLock lock) throws InterruptedException;
  }

  @Override
  public void lock() {
    lock(options);
  }

  @Override
  public void lock(Duration ttl) {
    lock(options.leaseDuration(ttl));
  }

  /** Keeps its place in the queue at an interrupt. */
  private void lock(LockOptions held) {
    try {
      enter(held, lock -> Optional.of(lock.acquireAsync().toCompletableFuture().join()));
    } catch (InterruptedException e) { // never: join does not end at one
      throw new AssertionError(e);
    }
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    enter(options, lock -> Optional.of(lock.acquire()));
  }

  @Override
  public boolean tryLock() {
    try {
      return enter(options, dev.baton.DistributedLock::tryAcquire);
    } catch (InterruptedException e) { // never: it does not wait
      throw new AssertionError(e);
    }
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    return tryLock(Duration.of(time, unit.toChronoUnit()), options);
  }

  @Override
  public boolean tryLock(Duration waitTime, Duration ttl) throws InterruptedException {
    return tryLock(waitTime, options.leaseDuration(ttl));
  }

  private boolean tryLock(Duration waitTime, LockOptions held) throws InterruptedException {
    Duration maxWait = waitTime.isNegative() ? Duration.ZERO : waitTime;
    return enter(held, lock -> lock.tryAcquire(maxWait));
  }

  private boolean enter(LockOptions held, Way way) throws InterruptedException {
    Hold mine = holds.mine(name);
    try {
      if (mine != null) {
        mine.lease().ensureHeld();
        mine.again();
        return true;
      }
      Optional<Lease> lease = way.get(client.lock(name, held));
      lease.ifPresent(got -> holds.add(name, got));
      return lease.isPresent();
    } catch (CompletionException e) {
      throw new CannotAcquireLockException("Failed to lock at " + name, e.getCause());
    } catch (LockException e) {
      throw new CannotAcquireLockException("Failed to lock at " + name, e);
    }
  }

  @Override
  public void unlock() {
    Hold mine = holds.mine(name);
    if (mine == null) {
      throw new IllegalStateException("You do not own lock at " + name);
    }
    if (mine.last()) {
      holds.remove(name);
      release(mine.lease());
    }
  }

  private static void release(Lease lease) {
    if (lease.release() == ReleaseOutcome.ALREADY_LOST) {
      throw new ConcurrentModificationException(
          "Lock was released in the store due to expiration."
              + " The integrity of data protected by this lock may have been compromised.",
          loss(lease));
    }
  }

  private static @Nullable Throwable loss(Lease lease) {
    try {
      lease.ensureHeld();
      return null;
    } catch (LeaseLostException | IllegalStateException e) {
      return e;
    }
  }

  @Override
  public Condition newCondition() {
    throw new UnsupportedOperationException("Conditions are not supported");
  }

  @Override
  public String toString() {
    return "BatonLock[" + name + "]";
  }
}
