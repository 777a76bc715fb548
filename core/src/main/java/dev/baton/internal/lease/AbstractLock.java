package dev.baton.internal.lease;

import dev.baton.Acquirable;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseFunction;
import dev.baton.LockOptions;
import dev.baton.internal.protocol.Limits;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A lock of one client: its name and options, and the ways in which it is taken. */
public abstract class AbstractLock implements DistributedLock, LeaseSource, OfClient {
  /** A wait without an end. */
  protected static final long FOR_EVER = Long.MAX_VALUE;

  private final Object client;
  private final String name;
  private final LockOptions options;

  /**
   * A lock.
   *
   * @param client whose it is
   * @throws IllegalArgumentException if the name is out of bounds
   */
  protected AbstractLock(Object client, String name, LockOptions options) {
    this.client = client;
    this.name = Limits.name(name);
    this.options = options;
  }

  /** Waits for at most so many nanoseconds on the calling thread, which is not interrupted yet. */
  protected abstract CheckedLease await(long maxWaitNanos) throws InterruptedException;

  /** As {@link #await}, but empty if the time passed. */
  protected abstract Optional<? extends CheckedLease> tryAwait(long maxWaitNanos)
      throws InterruptedException;

  /** Waits without a thread. */
  protected abstract CompletionStage<Lease> begin(long maxWaitNanos);

  /** Which threads have which locks of this client. */
  protected abstract ThreadViews threads();

  @Override
  public final boolean isOf(Object someClient) {
    return client == someClient;
  }

  @Override
  public final boolean isSameLock(Acquirable other) {
    return other instanceof OfClient that && that.isOf(client) && name.equals(that.name());
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final LockOptions options() {
    return options;
  }

  @Override
  public final Lease acquire() throws InterruptedException {
    return acquire(FOR_EVER);
  }

  @Override
  public final Lease acquire(Duration maxWait) throws InterruptedException {
    return acquire(Limits.waitNanos(maxWait));
  }

  @Override
  public final Optional<Lease> tryAcquire() {
    return tryOnce().map(lease -> lease);
  }

  @Override
  public final Optional<Lease> tryAcquire(Duration maxWait) throws InterruptedException {
    return tryFor(Limits.waitNanos(maxWait)).map(lease -> lease);
  }

  @Override
  public final CompletionStage<Lease> acquireAsync() {
    return begin(FOR_EVER);
  }

  @Override
  public final CompletionStage<Lease> acquireAsync(Duration maxWait) {
    return begin(Limits.waitNanos(maxWait));
  }

  @Override
  public final <T extends @Nullable Object, X extends Exception> T call(
      LeaseFunction<? extends T, ? extends X> work) throws X, InterruptedException {
    Objects.requireNonNull(work, "work");
    return CheckedLease.during(acquire(FOR_EVER), work);
  }

  @Override
  public final <T extends @Nullable Object, X extends Exception> T call(
      Duration maxWait, LeaseFunction<? extends T, ? extends X> work)
      throws X, InterruptedException {
    Objects.requireNonNull(work, "work");
    return CheckedLease.during(acquire(Limits.waitNanos(maxWait)), work);
  }

  @Override
  public final CheckedLease acquireInterruptibly() throws InterruptedException {
    return acquire(FOR_EVER);
  }

  @Override
  public final Optional<? extends CheckedLease> tryFor(long maxWaitNanos)
      throws InterruptedException {
    refuseIfInterrupted();
    return tryAwait(maxWaitNanos);
  }

  @Override
  public final Lock asJavaLock() {
    return threads().of(this);
  }

  @Override
  public boolean isForReading() {
    return false;
  }

  @Override
  public CheckedLease downgrade(Lease writing) {
    throw new UnsupportedOperationException("it is not for reading");
  }

  private CheckedLease acquire(long maxWaitNanos) throws InterruptedException {
    refuseIfInterrupted();
    return await(maxWaitNanos);
  }

  private static void refuseIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before acquiring; the lock is not held");
    }
  }

  /** Locks of one client with one name and the same options are the same. */
  @Override
  public final boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof AbstractLock that
        && that.isOf(client)
        && isForReading() == that.isForReading()
        && name.equals(that.name)
        && options.equals(that.options);
  }

  @Override
  public final int hashCode() {
    return name.hashCode();
  }

  @Override
  public final String toString() {
    return "DistributedLock[\"" + name + "\"]";
  }
}
