package dev.baton.internal.runtime;

import dev.baton.Lease;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * One who holds a lock, and one who waits for it, through every order of the steps of two threads
 * that end it for one of them.
 */
public class HandoverOrdersTest {
  private final Party party = new Party();
  private final Lease held = party.takeForMany();
  private final CompletableFuture<Lease> waiter = party.want();
  private final Hold hold = party.hold();
  private volatile boolean lost;

  @Operation
  public void pass() {
    held.release();
  }

  @Operation
  public void cancel() {
    waiter.cancel(false);
  }

  @Operation
  public void lose() {
    lost = true;
    party.server.delete();
    hold.lose(LossReason.DELETED);
  }

  /** Who waited has left or has it, a loss is told to one of both, and nothing is left behind. */
  @Validate
  public void oneHasIt() {
    boolean first = held.release() == ReleaseOutcome.RELEASED;
    String second = Party.finish(waiter);
    boolean told = !first || second.equals("not held");
    if (second.equals("forgotten") || told != lost || !party.isClean()) {
      throw new IllegalStateException(
          "the first was told: %s, the second: %s, %s".formatted(!first, second, party.state()));
    }
  }

  @Test
  void pass_againstCancel_isNeverToNobody() {
    check("pass", "cancel");
  }

  @Test
  void pass_againstLoss_isToldToWhoHoldsIt() {
    check("pass", "lose");
  }

  @Test
  void pass_byTwoThreads_isOnce() {
    check("pass", "pass");
  }

  private static void check(String... threads) {
    Orders.ofAParty(NothingTold.class)
        .iterations(0)
        .invocationsPerIteration(200)
        .addCustomScenario(Orders.scenario(HandoverOrdersTest.class, threads))
        .check(HandoverOrdersTest.class);
  }

  /** The operations tell nothing: what they come to is looked at when both are done. */
  public static class NothingTold {
    public void pass() {}

    public void cancel() {}

    public void lose() {}
  }
}
