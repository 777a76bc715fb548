package dev.baton.internal.runtime;

import dev.baton.Lease;
import dev.baton.ReleaseOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Those of one process who read together, and one elsewhere who writes, through every order of the
 * threads' steps: nobody reads while that one writes, everybody is served, and nothing is left.
 */
public class ReadingOrdersTest {
  private final Party party = new Party();
  private final AtomicInteger reading = new AtomicInteger();
  private volatile boolean disturbed;

  public ReadingOrdersTest() {
    party.server.onWriting = () -> disturbed |= reading.get() > 0;
  }

  @Operation
  public void blocking() throws InterruptedException {
    read(party.read.acquire());
  }

  @Operation
  public void async() {
    read(party.read.acquireAsync().toCompletableFuture().join());
  }

  /** A thread that reads is let in once more, whoever wants to write. */
  @Operation
  public void nested() throws InterruptedException {
    Lease outer = party.read.acquire();
    reading.incrementAndGet();
    Lease inner = party.read.acquire();
    ensureHeld(inner);
    reading.decrementAndGet();
    release(outer);
    release(inner);
  }

  /** Leaves again at once; if it has been granted by then, as the others do. */
  @Operation
  public void cancelled() {
    CompletableFuture<Lease> waiter = party.read.acquireAsync().toCompletableFuture();
    if (!waiter.cancel(false)) {
      read(waiter.join());
    }
  }

  @Operation
  public void writtenElsewhere() {
    party.server.writeElsewhere();
  }

  private void read(Lease lease) {
    reading.incrementAndGet();
    ensureHeld(lease);
    reading.decrementAndGet();
    release(lease);
  }

  private static void ensureHeld(Lease lease) {
    if (!lease.isHeld()) {
      throw new IllegalStateException(lease + " is not held");
    }
  }

  private static void release(Lease lease) {
    if (lease.release() != ReleaseOutcome.RELEASED) {
      throw new IllegalStateException(lease + " was lost");
    }
  }

  @Validate
  public void nobodyWasDisturbed() {
    if (disturbed || !party.isClean()) {
      throw new IllegalStateException(
          "written while somebody read: " + disturbed + ", " + party.state());
    }
  }

  @Test
  void readers_everyOrder_areTogetherAndServed() {
    check(60, "blocking async", "writtenElsewhere cancelled");
  }

  @Test
  void joining_againstTheLastRelease_isServed() {
    check(100, "blocking", "blocking");
  }

  @Test
  void readAgain_againstAWriter_isLetIn() {
    check(200, "nested", "writtenElsewhere async");
  }

  @Test
  void cancelled_againstAWriter_leavesNothing() {
    check(100, "async cancelled", "async writtenElsewhere");
  }

  private static void check(int orders, String... threads) {
    Orders.ofAParty(NothingTold.class)
        .iterations(0)
        .invocationsPerIteration(orders)
        .addCustomScenario(Orders.scenario(ReadingOrdersTest.class, threads))
        .check(ReadingOrdersTest.class);
  }

  /** The operations tell nothing: what they come to is looked at when all are done. */
  public static class NothingTold {
    public void blocking() {}

    public void async() {}

    public void nested() {}

    public void cancelled() {}

    public void writtenElsewhere() {}
  }
}
