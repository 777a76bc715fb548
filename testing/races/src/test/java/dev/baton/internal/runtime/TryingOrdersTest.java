package dev.baton.internal.runtime;

import dev.baton.Lease;
import dev.baton.ReleaseOutcome;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A lock that is tried, released and lost, through every order of the threads' steps: each finds
 * what it would find if one came after the other.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public class TryingOrdersTest {
  private final Party party = new Party();
  private final @Nullable Lease[] mine = new Lease[4];

  @Operation
  public boolean tryOnce(@Param(name = "thread") int thread) {
    Lease lease = party.lock.tryAcquire().orElse(null);
    if (lease != null) {
      mine[thread] = lease;
    }
    return lease != null;
  }

  @Operation
  public boolean release(@Param(name = "thread") int thread) {
    Lease lease = mine[thread];
    mine[thread] = null;
    return lease != null && lease.release() == ReleaseOutcome.RELEASED;
  }

  /** The lock is deleted in the server by its token, so the lease is lost. */
  @Operation
  public boolean releaseByToken(@Param(name = "thread") int thread) {
    Lease lease = mine[thread];
    return lease != null && party.lock.release(lease.ownerToken());
  }

  @Test
  void holders_everyOrder_findWhatTheyWouldInTurn() {
    Orders.ofAParty(TriedInTurn.class)
        .iterations(3)
        .invocationsPerIteration(100)
        .check(TryingOrdersTest.class);
  }

  @Test
  void tryOnce_afterARelease_findsItFree() {
    Orders.ofAParty(TriedInTurn.class)
        .iterations(0)
        .invocationsPerIteration(600)
        .addCustomScenario(
            Orders.scenario(TryingOrdersTest.class, "tryOnce release tryOnce", "tryOnce"))
        .check(TryingOrdersTest.class);
  }
}
