package dev.baton.internal.runtime;

import dev.baton.spi.ConnectionFault;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waiting for what another thread completes, for a bounded time; an interrupt is kept for later.
 */
final class Patience {
  private Patience() {}

  /** The result, or what it failed with; after the time a fault that says that it may have run. */
  static <R> R await(CompletableFuture<R> future, long maxNanos) {
    long begun = System.nanoTime();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          long left = Math.max(0, maxNanos - (System.nanoTime() - begun));
          return Objects.requireNonNull(future.get(left, TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = unwrapped(e);
      throw cause instanceof RuntimeException thrown ? thrown : new IllegalStateException(cause);
    } catch (TimeoutException e) {
      throw exhausted();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The fault of what outlasted its caller's patience, rather than the adapter's. */
  static ConnectionFault exhausted() {
    return new ConnectionFault(
        "the server did not answer in the time allowed", /* mayHaveRun= */ true, null);
  }

  /** What a stage really failed with. */
  static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
