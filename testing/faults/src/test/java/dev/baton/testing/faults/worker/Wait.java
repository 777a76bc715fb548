package dev.baton.testing.faults.worker;

import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The ways to ask for a lock, or for several. */
enum Wait {
  /** At once or not at all. */
  TRY(Duration.ZERO) {
    @Override
    <L> Optional<L> on(Ways<L> lock) {
      return lock.trying().get();
    }
  },
  /** For a moment: many of these are given up. */
  BRIEFLY(Duration.ofMillis(50)) {
    @Override
    <L> Optional<L> on(Ways<L> lock) throws InterruptedException {
      return lock.tryingWithin().get(time());
    }
  },
  /** For long enough, unless something is wrong. */
  PATIENTLY(Duration.ofSeconds(20)) {
    @Override
    <L> Optional<L> on(Ways<L> lock) throws InterruptedException {
      return Optional.of(lock.acquiringWithin().get(time()));
    }
  },
  /** The same without a thread. */
  ASYNC(Duration.ofSeconds(20)) {
    @Override
    <L> Optional<L> on(Ways<L> lock) throws InterruptedException, ExecutionException {
      return Optional.of(lock.asyncWithin().apply(time()).toCompletableFuture().get());
    }
  },
  /** For ever. */
  FOREVER(Duration.ofNanos(Long.MAX_VALUE)) {
    @Override
    <L> Optional<L> on(Ways<L> lock) throws InterruptedException {
      return Optional.of(lock.acquiring().get());
    }
  },
  /** For ever, but its user thinks better of it. */
  CANCELLED(Duration.ofNanos(Long.MAX_VALUE)) {
    @Override
    <L> Optional<L> on(Ways<L> lock) throws InterruptedException, ExecutionException {
      CompletableFuture<L> future = lock.async().get().toCompletableFuture();
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

  /** Any of them. */
  static Wait oneOf(Random random) {
    return values()[random.nextInt(values().length)];
  }

  /** Empty if the time passed. */
  abstract <L> Optional<L> on(Ways<L> lock) throws InterruptedException, ExecutionException;

  /** Asks so. */
  <L> Answer<L> ask(Ways<L> lock) throws InterruptedException {
    Outcome outcome;
    try {
      Optional<L> lease = on(lock);
      return new Answer<>(lease, lease.isPresent() ? Outcome.GRANTED : Outcome.TIMED_OUT);
    } catch (LockTimeoutException e) {
      outcome = Outcome.TIMED_OUT;
    } catch (CancellationException e) {
      outcome = Outcome.CANCELLED;
    } catch (LockException | IllegalStateException e) {
      outcome = Outcome.REFUSED;
    } catch (ExecutionException e) {
      outcome = e.getCause() instanceof LockTimeoutException ? Outcome.TIMED_OUT : Outcome.REFUSED;
    }
    return new Answer<>(Optional.empty(), outcome);
  }

  Duration time() {
    return time;
  }

  long deadline(long wantedAt) {
    return time.toNanos() == Long.MAX_VALUE ? Operation.NEVER : wantedAt + time.toNanos();
  }
}
