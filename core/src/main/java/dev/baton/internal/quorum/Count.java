package dev.baton.internal.quorum;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the members that did what they were asked, until a majority did or cannot any more. */
final class Count {
  private final int majority;

  /** How many are yet to answer, and one while more may be asked. */
  private final AtomicInteger open = new AtomicInteger(1);

  private final AtomicInteger done = new AtomicInteger();
  private final CompletableFuture<Boolean> result = new CompletableFuture<>();

  Count(int majority) {
    this.majority = majority;
  }

  /** One more is asked. */
  void expect() {
    open.incrementAndGet();
  }

  /** One was answered. */
  void add(boolean success) {
    if (success && done.incrementAndGet() == majority) {
      result.complete(true);
    }
    answered();
  }

  /** All have been asked. Completes with whether a majority did it. */
  CompletableFuture<Boolean> close() {
    answered();
    return result;
  }

  private void answered() {
    if (open.decrementAndGet() == 0) {
      result.complete(false);
    }
  }
}
