package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what other threads do; only what hangs misses the deadline. */
final class Eventually {
  static final Duration LONG = Duration.ofSeconds(60);

  private Eventually() {}

  static void awaitTrue(Callable<Boolean> condition) {
    await().until(condition);
  }

  static ConditionFactory await() {
    return Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(LONG);
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the tests interrupt nobody here", e);
    }
  }

  static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(LONG.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(next).as("what comes next").isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new IllegalStateException("the tests interrupt nobody here", e);
    }
  }

  /** What a stage completes with. */
  static <T> T resultOf(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(LONG.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("not complete in time", e);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /** What a stage completes exceptionally with. */
  static Throwable failureOf(CompletionStage<?> stage) {
    Throwable failure = resultOf(stage.handle((result, thrown) -> thrown));
    assertThat(failure).isNotNull();
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
