package dev.baton.internal.runtime;

import dev.baton.internal.time.Turnstile;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final AtomicInteger done = new AtomicInteger();

  // Touched inside only.
  private boolean busy;
  private boolean overlapped;
  private int count;

  /** Waits for the event; if that were forgotten, for ever. */
  @Operation
  public int countAndWait() {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    brought.incrementAndGet();
    turnstile.submit(in -> result.complete(count(in)));
    return result.join();
  }

  @Operation
  public void countOnly() {
    brought.incrementAndGet();
    turnstile.submit(this::count);
  }

  private int count(Turnstile.Inside in) {
    overlapped |= busy;
    busy = true;
    count++;
    int counted = count;
    in.afterwards(done::incrementAndGet);
    busy = false;
    return counted;
  }

  @Validate
  public void nothingIsLeftBehind() {
    if (overlapped || count != brought.get() || done.get() != brought.get()) {
      throw new IllegalStateException(
          "%d events, %d happened, %d actions done afterwards, overlapped: %s"
              .formatted(brought.get(), count, done.get(), overlapped));
    }
  }

  @Test
  void events_everyOrder_happenOnceOneAtATimeAndNoneIsLeft() {
    Orders.patient()
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
