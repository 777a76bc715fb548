package dev.baton.cli.doctor;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockState;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A real lock, taken, looked at and handed over.
 *
 * @param failure what went wrong, if something did
 * @param takenNanos how long taking and releasing it took
 * @param handoverNanos from the release to the next holder's return
 */
record LockTrial(Optional<String> failure, long takenNanos, long handoverNanos) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LEASE = Duration.ofSeconds(10);

  static LockTrial of(LockClient client, Probe probe) throws InterruptedException {
    // All waiters of a client are one for the server unless each wants a place of its own.
    LockOptions options = LockOptions.defaults().leaseDuration(LEASE).strictFifo(true);
    DistributedLock lock = client.lock(probe.lock(), options);
    try {
      String doubt = once(lock); // the first use loads classes and scripts
      long began = System.nanoTime();
      doubt = doubt.isEmpty() ? once(lock) : doubt;
      long taken = System.nanoTime() - began;
      return doubt.isEmpty()
          ? new LockTrial(Optional.empty(), taken, handOver(lock))
          : failed(doubt);
    } catch (LockException | Doubt e) {
      return failed(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  private static LockTrial failed(String why) {
    return new LockTrial(Optional.of(why), 0, 0);
  }

  private static String once(DistributedLock lock) {
    Optional<Lease> first = lock.tryAcquire();
    if (first.isEmpty()) {
      return "a name that nobody else knows was busy";
    }
    try (Lease lease = first.get()) {
      LockState state = lock.inspect();
      if (!state.holder().equals(Optional.of(lease.ownerToken()))) {
        return "taken, but the server shows " + state.holder().orElse("nobody") + " as its holder";
      }
    }
    return lock.isLocked() ? "released, but the server shows it as held" : "";
  }

  private static long handOver(DistributedLock lock) throws InterruptedException, Doubt {
    Lease first = lock.acquire(PATIENCE);
    CompletableFuture<Lease> second;
    long released;
    try (first) {
      second = lock.acquireAsync(PATIENCE.multipliedBy(2)).toCompletableFuture();
      awaitWaiter(lock);
      released = System.nanoTime();
    }
    CompletableFuture<Long> done =
        second.thenApply(
            lease -> {
              long at = System.nanoTime();
              lease.releaseAsync();
              return at;
            });
    try {
      return done.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS) - released;
    } catch (TimeoutException e) {
      second.cancel(false);
      throw new Doubt(
          "the next waiter was not given the lock within " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException | CompletionException e) {
      throw new Doubt("the next waiter was not given the lock: " + e.getCause());
    }
  }

  private static void awaitWaiter(DistributedLock lock) throws InterruptedException, Doubt {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (lock.inspect().waiters().isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new Doubt("a waiter did not come into the queue");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  Finding judge() {
    return failure
        .map(
            why ->
                Finding.of(
                        "lock",
                        Level.DANGER,
                        "trying a lock failed: " + why,
                        "Your locks will fail in the same way.")
                    .advise("see the other findings; BATON_DEBUG=1 shows more"))
        .orElseGet(
            () ->
                Finding.of(
                    "lock",
                    Level.OK,
                    "taken, looked at and released in %s; handed to a waiter in %s"
                        .formatted(RoundTrip.millis(takenNanos), RoundTrip.millis(handoverNanos)),
                    "That was a real lock on a key of its own, which is gone again."));
  }

  /** What the trial expected did not happen. */
  private static final class Doubt extends Exception {
    private static final long serialVersionUID = 1L;

    Doubt(String message) {
      super(message);
    }
  }
}
