package dev.baton.internal.lease;

import dev.baton.Acquirable;
import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LeaseFunction;
import dev.baton.LockOptions;
import dev.baton.LockState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What another one does for it. */
public abstract class Forwarding<T extends Acquirable> implements OfClient {
  private final Object client;
  private final String name;
  private final LockOptions options;
  private final Supplier<? extends T> target;

  /**
   * One with a name and options of its own.
   *
   * @param client whose it is
   * @param target finds the other; may throw a {@link BackendException}
   */
  protected Forwarding(
      Object client, String name, LockOptions options, Supplier<? extends T> target) {
    this.client = client;
    this.name = name;
    this.options = options;
    this.target = target;
  }

  /**
   * The other.
   *
   * @throws BackendException if it is not to be had
   */
  public final T target() {
    return target.get();
  }

  @Override
  public final boolean isOf(Object someClient) {
    return client == someClient;
  }

  @Override
  public final boolean isSameLock(Acquirable other) {
    return other instanceof OfClient that && that.isOf(client) && name.equals(that.name());
  }

  private CompletionStage<Lease> stage(Function<T, CompletionStage<Lease>> acquisition) {
    T found;
    try {
      found = target();
    } catch (BackendException e) {
      return CompletableFuture.failedStage(e);
    }
    return acquisition.apply(found);
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
    return target().acquire();
  }

  @Override
  public final Lease acquire(Duration maxWait) throws InterruptedException {
    return target().acquire(maxWait);
  }

  @Override
  public final Optional<Lease> tryAcquire() {
    return target().tryAcquire();
  }

  @Override
  public final Optional<Lease> tryAcquire(Duration maxWait) throws InterruptedException {
    return target().tryAcquire(maxWait);
  }

  @Override
  public final CompletionStage<Lease> acquireAsync() {
    return stage(Acquirable::acquireAsync);
  }

  @Override
  public final CompletionStage<Lease> acquireAsync(Duration maxWait) {
    return stage(found -> found.acquireAsync(maxWait));
  }

  @Override
  public final <V extends @Nullable Object, X extends Exception> V call(
      LeaseFunction<? extends V, ? extends X> work) throws X, InterruptedException {
    return target().<V, X>call(work);
  }

  @Override
  public final <V extends @Nullable Object, X extends Exception> V call(
      Duration maxWait, LeaseFunction<? extends V, ? extends X> work)
      throws X, InterruptedException {
    return target().<V, X>call(maxWait, work);
  }

  @Override
  public final LockState inspect() {
    return target().inspect();
  }

  @Override
  public final boolean release(String ownerToken) {
    return target().release(ownerToken);
  }

  @Override
  public final boolean renew(String ownerToken, Duration leaseDuration) {
    return target().renew(ownerToken, leaseDuration);
  }
}
