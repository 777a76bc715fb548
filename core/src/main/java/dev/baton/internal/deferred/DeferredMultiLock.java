package dev.baton.internal.deferred;

import dev.baton.Acquirable;
import dev.baton.BackendException;
import dev.baton.MultiLease;
import dev.baton.MultiLeaseFunction;
import dev.baton.MultiLock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several locks of a {@link DeferredClient}: refuse until that is connected, and are then those of
 * its client.
 *
 * @param found finds these, once there is a client
 */
record DeferredMultiLock(List<Acquirable> locks, Supplier<MultiLock> found) implements MultiLock {
  @Override
  public List<String> names() {
    return locks.stream().map(Acquirable::name).toList();
  }

  @Override
  public MultiLease acquire() throws InterruptedException {
    return found.get().acquire();
  }

  @Override
  public MultiLease acquire(Duration maxWait) throws InterruptedException {
    return found.get().acquire(maxWait);
  }

  @Override
  public Optional<MultiLease> tryAcquire() {
    return found.get().tryAcquire();
  }

  @Override
  public Optional<MultiLease> tryAcquire(Duration maxWait) throws InterruptedException {
    return found.get().tryAcquire(maxWait);
  }

  @Override
  public CompletionStage<MultiLease> acquireAsync() {
    return stage(MultiLock::acquireAsync);
  }

  @Override
  public CompletionStage<MultiLease> acquireAsync(Duration maxWait) {
    return stage(locks -> locks.acquireAsync(maxWait));
  }

  private CompletionStage<MultiLease> stage(
      Function<MultiLock, CompletionStage<MultiLease>> acquisition) {
    MultiLock locks;
    try {
      locks = found.get();
    } catch (BackendException e) {
      return CompletableFuture.failedStage(e);
    }
    return acquisition.apply(locks);
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T call(
      MultiLeaseFunction<? extends T, ? extends X> work) throws X, InterruptedException {
    return found.get().<T, X>call(work);
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T call(
      Duration maxWait, MultiLeaseFunction<? extends T, ? extends X> work)
      throws X, InterruptedException {
    return found.get().<T, X>call(maxWait, work);
  }

  /** Their names. */
  @Override
  public String toString() {
    return "MultiLock" + names();
  }
}
