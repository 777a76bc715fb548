package dev.baton.internal.runtime;

import dev.baton.Lease;
import dev.baton.ReleaseOutcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Those of one process who have two permits in turn, or one while somebody elsewhere has the other,
 * through every order of the threads' steps: never more than there are, everybody is served, and
 * nothing is left.
 */
public class PermitOrdersTest {
  private final Party party = new Party();
  private final AtomicInteger taken = new AtomicInteger();
  private volatile boolean tooMany;

  @Operation
  public void blocking() throws InterruptedException {
    use(party.permits.acquire());
  }

  @Operation
  public void async() {
    use(party.permits.acquireAsync().toCompletableFuture().join());
  }

  @Operation
  public void tried() {
    Optional<Lease> lease = party.permits.tryAcquire();
    lease.ifPresent(this::use);
  }

  /** Leaves again at once; if it has been granted by then, as the others do. */
  @Operation
  public void cancelled() {
    CompletableFuture<Lease> waiter = party.permits.acquireAsync().toCompletableFuture();
    if (!waiter.cancel(false)) {
      use(waiter.join());
    }
  }

  /** Another process gives back the permit that it has, or takes one for this step. */
  @Operation
  public void elsewhere() {
    party.server.takePermitsElsewhere(1);
    party.server.takePermitsElsewhere(-1);
  }

  private void use(Lease lease) {
    tooMany |= taken.incrementAndGet() > 2;
    if (!lease.isHeld()) {
      throw new IllegalStateException(lease + " is not held");
    }
    taken.decrementAndGet();
    if (lease.release() != ReleaseOutcome.RELEASED) {
      throw new IllegalStateException(lease + " was lost");
    }
  }

  @Validate
  public void neverMoreThanThereAre() {
    if (tooMany || !party.isClean()) {
      throw new IllegalStateException("too many: " + tooMany + ", " + party.state());
    }
  }

  @Test
  void holders_everyOrder_areServedInTurn() {
    check(100, "blocking async", "async blocking");
  }

  @Test
  void threeForTwo_everyOrder_areServed() {
    check(100, "blocking", "async", "async");
  }

  @Test
  void tried_amongOthers_hasAPermitOrNot() {
    check(100, "tried async", "async tried");
  }

  @Test
  void cancelled_whileOthersComeAndGoElsewhere_leavesNothing() {
    check(100, "async cancelled", "elsewhere async");
  }

  private static void check(int orders, String... threads) {
    Orders.ofAParty(NothingTold.class)
        .iterations(0)
        .invocationsPerIteration(orders)
        .addCustomScenario(Orders.scenario(PermitOrdersTest.class, threads))
        .check(PermitOrdersTest.class);
  }

  /** The operations tell nothing: what they come to is looked at when all are done. */
  public static class NothingTold {
    public void blocking() {}

    public void async() {}

    public void tried() {}

    public void cancelled() {}

    public void elsewhere() {}
  }
}
