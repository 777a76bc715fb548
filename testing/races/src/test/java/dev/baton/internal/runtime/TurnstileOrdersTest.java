package dev.baton.internal.runtime;

import dev.baton.internal.time.Turnstile;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * A turnstile through every order of its threads' steps: a counter of plain numbers inside it
 * counts as if there were one thread.
 */
public class TurnstileOrdersTest {
  private final Turnstile turnstile = new Turnstile() {};
  private final AtomicInteger brought = new AtomicInteger();
  private final AtomicInteger errands = new AtomicInteger();

  // Touched inside only.
  private boolean busy;
  private boolean overlapped;
  private int count;

  /** Waits for the event; if that were forgotten, for ever. */
  @Operation
  public int countAndWait() {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    brought.incrementAndGet();
    turnstile.happens(() -> result.complete(count()));
    return result.join();
  }

  @Operation
  public void countOnly() {
    brought.incrementAndGet();
    turnstile.happens(this::count);
  }

  private int count() {
    overlapped |= busy;
    busy = true;
    count++;
    int counted = count;
    turnstile.errand(mayBlock -> errands.incrementAndGet());
    busy = false;
    return counted;
  }

  @Validate
  public void nothingIsLeftBehind() {
    if (overlapped || count != brought.get() || errands.get() != brought.get()) {
      throw new IllegalStateException(
          "%d events, %d happened, %d errands done, overlapped: %s"
              .formatted(brought.get(), count, errands.get(), overlapped));
    }
  }

  @Test
  void events_everyOrder_happenOnceOneAtATimeAndNoneIsLeft() {
    new ModelCheckingOptions()
        .iterations(5)
        .invocationsPerIteration(400)
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(1)
        .minimizeFailedScenario(false)
        .check(TurnstileOrdersTest.class);
  }
}
