package dev.baton.internal.link;

import dev.baton.spi.ConnectionFault;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waiting for what another thread completes; an interrupt is kept for later. */
public final class Stages {
  private Stages() {}

  /** The result, or what it failed with. */
  public static <R> R await(CompletableFuture<R> future) {
    try {
      return Objects.requireNonNull(future.join());
    } catch (CompletionException e) {
      Throwable cause = unwrapped(e);
      throw cause instanceof RuntimeException thrown ? thrown : new IllegalStateException(cause);
    }
  }

  /** The fault of what outlasted its caller's patience, rather than the adapter's. */
  public static ConnectionFault exhausted() {
    return new ConnectionFault(
        "the server did not answer in the time allowed", /* mayHaveRun= */ true, null);
  }

  /** What a stage really failed with. */
  public static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
