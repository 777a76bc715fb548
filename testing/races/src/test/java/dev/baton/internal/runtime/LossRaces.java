package dev.baton.internal.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.baton.Lease;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** A hold that is lost while something else happens to it. */
public final class LossRaces {
  private LossRaces() {}

  private static void lose(Party party, Hold hold) {
    party.server.delete();
    hold.lose(LossReason.DELETED);
  }

  /** A lease ends once, and its signal says the same as its release. */
  @JCStressTest
  @State
  @Outcome(id = "RELEASED, kept, RELEASED, clean", expect = ACCEPTABLE, desc = "released first")
  @Outcome(id = "ALREADY_LOST, DELETED, ALREADY_LOST, clean", expect = ACCEPTABLE, desc = "lost")
  public static class ReleaseAgainstLoss {
    private final Party party = new Party();
    private final Lease lease = party.take();
    private final Hold hold = party.hold();
    private final CompletableFuture<LossReason> signal = Party.signal(lease);

    @Actor
    public void release(LLLL_Result result) {
      result.r1 = lease.release();
    }

    @Actor
    public void loss() {
      lose(party, hold);
    }

    @Arbiter
    public void afterwards(LLLL_Result result) {
      result.r2 = Party.reason((ReleaseOutcome) result.r1, signal);
      result.r3 = lease.release();
      result.r4 = party.state();
    }
  }

  /** Whoever holds it when it is lost is told, and nobody else. */
  @JCStressTest
  @State
  @Outcome(id = "RELEASED, kept, DELETED", expect = ACCEPTABLE, desc = "passed on, then lost")
  @Outcome(id = "ALREADY_LOST, DELETED, kept", expect = ACCEPTABLE, desc = "lost, asked for again")
  public static class PassAgainstLoss {
    private final Party party = new Party();
    private final Lease first = party.takeForMany();
    private final CompletableFuture<Lease> second = party.want();
    private final Hold hold = party.hold();
    private final CompletableFuture<LossReason> signal = Party.signal(first);

    @Actor
    public void pass(LLL_Result result) {
      result.r1 = first.release();
    }

    @Actor
    public void loss() {
      lose(party, hold);
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
      result.r2 = Party.reason((ReleaseOutcome) result.r1, signal);
      result.r3 = second.isDone() ? ofTheSecond(second.join()) : "forgotten";
    }

    private static Object ofTheSecond(Lease lease) {
      boolean held = lease.isHeld();
      ReleaseOutcome outcome = lease.release();
      Object reason = Party.reason(outcome, Party.signal(lease));
      return held == (outcome == ReleaseOutcome.RELEASED) ? reason : "torn";
    }
  }

  /** Somebody comes while it is lost, and is not forgotten. */
  @JCStressTest
  @State
  @Outcome(id = "DELETED, held, clean", expect = ACCEPTABLE, desc = "lost, and asked for again")
  public static class ArriveAgainstLoss {
    private final Party party = new Party();
    private final Lease first = party.take();
    private final Hold hold = party.hold();
    private final CompletableFuture<LossReason> signal = Party.signal(first);

    @Actor
    public void arrive(LLL_Result result) {
      result.r2 = party.want();
    }

    @Actor
    public void loss() {
      lose(party, hold);
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
      result.r1 = Party.reason(first.release(), signal);
      result.r2 = Party.finish((CompletableFuture<?>) result.r2);
      result.r3 = party.state();
    }
  }

  /** A renewal that finds the lock gone because it was given back has lost nothing. */
  @JCStressTest
  @State
  @Outcome(id = "renewed, RELEASED, kept, clean", expect = ACCEPTABLE, desc = "renewed first")
  @Outcome(id = "over, RELEASED, kept, clean", expect = ACCEPTABLE, desc = "released first")
  public static class RenewAgainstRelease {
    private final Party party = new Party();
    private final Lease lease = party.take();
    private final CompletableFuture<LossReason> signal = Party.signal(lease);

    @Actor
    public void renew(LLLL_Result result) {
      try {
        lease.renew(Party.LEASE);
        result.r1 = "renewed";
      } catch (IllegalStateException released) {
        result.r1 = "over";
      }
    }

    @Actor
    public void release(LLLL_Result result) {
      result.r2 = lease.release();
    }

    @Arbiter
    public void afterwards(LLLL_Result result) {
      result.r3 = Party.reason((ReleaseOutcome) result.r2, signal);
      result.r4 = party.state();
    }
  }
}
