package dev.baton.internal.deferred;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseFunction;
import dev.baton.LockOptions;
import dev.baton.LockState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A lock of a {@link DeferredClient}: refuses until that is connected, and is then the lock. */
final class DeferredLock implements DistributedLock {
  private final DeferredClient client;
  private final String name;
  private final LockOptions options;
  private volatile @Nullable DistributedLock found;

  DeferredLock(DeferredClient client, String name, LockOptions options) {
    this.client = client;
    this.name = name;
    this.options = options;
  }

  /**
   * The lock.
   *
   * @throws BackendException until there is a connection
   */
  DistributedLock connected() {
    DistributedLock lock = found;
    if (lock == null) {
      lock = client.connected(name).lock(name, options);
      found = lock;
    }
    return lock;
  }

  private CompletionStage<Lease> stage(
      Function<DistributedLock, CompletionStage<Lease>> acquisition) {
    DistributedLock lock;
    try {
      lock = connected();
    } catch (BackendException e) {
      return CompletableFuture.failedStage(e);
    }
    return acquisition.apply(lock);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public LockOptions options() {
    return options;
  }

  @Override
  public Lease acquire() throws InterruptedException {
    return connected().acquire();
  }

  @Override
  public Lease acquire(Duration maxWait) throws InterruptedException {
    return connected().acquire(maxWait);
  }

  @Override
  public Optional<Lease> tryAcquire() {
    return connected().tryAcquire();
  }

  @Override
  public Optional<Lease> tryAcquire(Duration maxWait) throws InterruptedException {
    return connected().tryAcquire(maxWait);
  }

  @Override
  public CompletionStage<Lease> acquireAsync() {
    return stage(DistributedLock::acquireAsync);
  }

  @Override
  public CompletionStage<Lease> acquireAsync(Duration maxWait) {
    return stage(lock -> lock.acquireAsync(maxWait));
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T call(
      LeaseFunction<? extends T, ? extends X> work) throws X, InterruptedException {
    return connected().<T, X>call(work);
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T call(
      Duration maxWait, LeaseFunction<? extends T, ? extends X> work)
      throws X, InterruptedException {
    return connected().<T, X>call(maxWait, work);
  }

  @Override
  public Lock asJavaLock() {
    return new DeferredJavaLock(this);
  }

  @Override
  public boolean isLocked() {
    return connected().isLocked();
  }

  @Override
  public LockState inspect() {
    return connected().inspect();
  }

  @Override
  public boolean release(String ownerToken) {
    return connected().release(ownerToken);
  }

  @Override
  public boolean renew(String ownerToken, Duration leaseDuration) {
    return connected().renew(ownerToken, leaseDuration);
  }

  /** Locks of one client with one name and the same options are the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeferredLock that
        && client == that.client
        && name.equals(that.name)
        && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "DistributedLock[\"" + name + "\"]";
  }
}
