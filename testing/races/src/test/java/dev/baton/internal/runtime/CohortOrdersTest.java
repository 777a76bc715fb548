package dev.baton.internal.runtime;

import dev.baton.Lease;
import dev.baton.ReleaseOutcome;
import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Those of one process who hold a lock one after another, through every order of their threads'
 * steps: a plain number counts them as if there were one thread, and nobody is forgotten.
 */
public class CohortOrdersTest {
  private final Party party = new Party();
  private boolean busy;
  private long lastFence;
  private int count;

  @Operation
  public int blocking() throws InterruptedException {
    return count(party.lock.acquire());
  }

  @Operation
  public int async() {
    return count(party.lock.acquireAsync().toCompletableFuture().join());
  }

  /** Leaves again at once; if it has been granted by then, as the others do. */
  @Operation
  public void cancelled() {
    CompletableFuture<Lease> waiter = party.lock.acquireAsync().toCompletableFuture();
    if (!waiter.cancel(false)) {
      enter(waiter.join());
      busy = false;
      release(waiter.join());
    }
  }

  /** Those who came later hold it later: their fences say so. */
  @Operation
  public boolean oneBehindTheOther() {
    CompletableFuture<Long> first = fenceOfAHolder();
    CompletableFuture<Long> second = fenceOfAHolder();
    return first.join() < second.join();
  }

  private CompletableFuture<Long> fenceOfAHolder() {
    return party
        .lock
        .acquireAsync()
        .toCompletableFuture()
        .thenApply(
            lease -> {
              enter(lease);
              busy = false;
              release(lease);
              return lease.fencingToken();
            });
  }

  private int count(Lease lease) {
    enter(lease);
    count++;
    int counted = count;
    busy = false;
    release(lease);
    return counted;
  }

  private void enter(Lease lease) {
    if (busy || lease.fencingToken() <= lastFence || !lease.isHeld()) {
      throw new IllegalStateException(lease + " after fence " + lastFence + ", busy: " + busy);
    }
    busy = true;
    lastFence = lease.fencingToken();
  }

  private static void release(Lease lease) {
    if (lease.release() != ReleaseOutcome.RELEASED) {
      throw new IllegalStateException(lease + " was lost");
    }
  }

  @Validate
  public void nothingIsLeftBehind() {
    if (!party.isClean()) {
      throw new IllegalStateException("the lock is held or wanted by nobody");
    }
  }

  @Test
  void holders_everyOrder_areOneAtATime() {
    Orders.ofAParty(CountedInTurn.class)
        .iterations(2)
        .invocationsPerIteration(100)
        .addCustomScenario(
            Orders.scenario(CohortOrdersTest.class, "oneBehindTheOther", "async cancelled"))
        .check(CohortOrdersTest.class);
  }
}
