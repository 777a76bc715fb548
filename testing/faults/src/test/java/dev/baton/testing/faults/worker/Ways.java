package dev.baton.testing.faults.worker;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * All ways in which something can be acquired: one lock, or several at once.
 *
 * @param <L> what is held then
 */
record Ways<L>(
    Supplier<Optional<L>> trying,
    Within<Optional<L>> tryingWithin,
    Blocking<L> acquiring,
    Within<L> acquiringWithin,
    Supplier<CompletionStage<L>> async,
    Function<Duration, CompletionStage<L>> asyncWithin) {

  /** For as long as it takes. */
  interface Blocking<T> {
    T get() throws InterruptedException;
  }

  /** For at most a time. */
  interface Within<T> {
    T get(Duration maxWait) throws InterruptedException;
  }

  static Ways<Lease> of(Acquirable lock) {
    return new Ways<>(
        lock::tryAcquire,
        lock::tryAcquire,
        lock::acquire,
        lock::acquire,
        lock::acquireAsync,
        lock::acquireAsync);
  }

  static Ways<MultiLease> of(MultiLock locks) {
    return new Ways<>(
        locks::tryAcquire,
        locks::tryAcquire,
        locks::acquire,
        locks::acquire,
        locks::acquireAsync,
        locks::acquireAsync);
  }
}
