package dev.baton.testing.faults.worker;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.testing.history.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The ways to ask for a lock. */
enum Wait {
  /** At once or not at all. */
  TRY(Duration.ZERO) {
    @Override
    Optional<Lease> on(Acquirable lock) {
      return lock.tryAcquire();
    }
  },
  /** For a moment: many of these are given up. */
  BRIEFLY(Duration.ofMillis(50)) {
    @Override
    Optional<Lease> on(Acquirable lock) throws InterruptedException {
      return lock.tryAcquire(time());
    }
  },
  /** For long enough, unless something is wrong. */
  PATIENTLY(Duration.ofSeconds(20)) {
    @Override
    Optional<Lease> on(Acquirable lock) throws InterruptedException {
      return Optional.of(lock.acquire(time()));
    }
  },
  /** The same without a thread. */
  ASYNC(Duration.ofSeconds(20)) {
    @Override
    Optional<Lease> on(Acquirable lock) throws InterruptedException, ExecutionException {
      return Optional.of(lock.acquireAsync(time()).toCompletableFuture().get());
    }
  },
  /** For ever. */
  FOREVER(Duration.ofNanos(Long.MAX_VALUE)) {
    @Override
    Optional<Lease> on(Acquirable lock) throws InterruptedException {
      return Optional.of(lock.acquire());
    }
  },
  /** For ever, but its user thinks better of it. */
  CANCELLED(Duration.ofNanos(Long.MAX_VALUE)) {
    @Override
    Optional<Lease> on(Acquirable lock) throws InterruptedException, ExecutionException {
      CompletableFuture<Lease> future = lock.acquireAsync().toCompletableFuture();
      try {
        return Optional.of(future.get(20, TimeUnit.MILLISECONDS));
      } catch (TimeoutException enough) {
        future.cancel(true); // too late if it was granted just now: get() then returns the lease
        return Optional.of(future.get());
      }
    }
  };

  private final Duration time;

  Wait(Duration time) {
    this.time = time;
  }

  /** Empty if the time passed. */
  abstract Optional<Lease> on(Acquirable lock) throws InterruptedException, ExecutionException;

  Duration time() {
    return time;
  }

  long deadline(long wantedAt) {
    return time.toNanos() == Long.MAX_VALUE ? Operation.NEVER : wantedAt + time.toNanos();
  }
}
