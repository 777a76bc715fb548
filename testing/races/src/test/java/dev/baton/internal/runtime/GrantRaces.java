package dev.baton.internal.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.baton.Lease;
import dev.baton.internal.time.Turnstile;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A lock that goes to the next one, while that one comes or leaves. */
public final class GrantRaces {
  private GrantRaces() {}

  /** A lease that nobody waits for any more is given back: the lock is never held by nobody. */
  @JCStressTest
  @State
  @Outcome(id = "RELEASED, left, clean", expect = ACCEPTABLE, desc = "cancelled first")
  @Outcome(id = "RELEASED, held, clean", expect = ACCEPTABLE, desc = "granted first")
  public static class CancelAgainstPass {
    private final Party party = new Party();
    private final Lease held = party.takeForMany();
    private final CompletableFuture<Lease> waiter = party.want();

    @Actor
    public void pass(LLL_Result result) {
      result.r1 = held.release();
    }

    @Actor
    public void cancel() {
      waiter.cancel(false);
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
      result.r2 = Party.finish(waiter);
      result.r3 = party.state();
    }
  }

  /** As above, for a grant that is asked for from the server. */
  @JCStressTest
  @State
  @Outcome(id = "RELEASED, left, clean", expect = ACCEPTABLE, desc = "cancelled first")
  @Outcome(id = "RELEASED, held, clean", expect = ACCEPTABLE, desc = "granted first")
  public static class CancelAgainstGrant {
    private final Party party = new Party();
    private final Lease held = party.take();
    private final CompletableFuture<Lease> waiter = party.want();

    @Actor
    public void giveBack(LLL_Result result) {
      result.r1 = held.release();
    }

    @Actor
    public void cancel() {
      waiter.cancel(false);
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
      result.r2 = Party.finish(waiter);
      result.r3 = party.state();
    }
  }

  /** Whoever comes while it is given back is not forgotten. */
  @JCStressTest
  @State
  @Outcome(id = "RELEASED, held, clean", expect = ACCEPTABLE, desc = "whoever came has it")
  public static class ArriveAgainstGiveBack {
    private final Party party = new Party();
    private final Lease held = party.take();

    @Actor
    public void giveBack(LLL_Result result) {
      result.r1 = held.release();
    }

    @Actor
    public void arrive(LLL_Result result) {
      result.r2 = party.want();
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
      result.r2 = Party.finish((CompletableFuture<?>) result.r2);
      result.r3 = party.state();
    }
  }

  /** A lease that two release is released once, for both. */
  @JCStressTest
  @State
  @Outcome(id = "RELEASED, RELEASED, clean", expect = ACCEPTABLE, desc = "both hear the same")
  public static class TwoReleases {
    private final Party party = new Party();
    private final Lease held = party.take();

    @Actor
    public void one(LLL_Result result) {
      result.r1 = held.release();
    }

    @Actor
    public void other(LLL_Result result) {
      result.r2 = held.release();
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
      result.r3 = party.state();
    }
  }

  /** Events that two threads bring happen both, one at a time. */
  @JCStressTest
  @State
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "both happened, and so has what they led to")
  public static class TwoEvents {
    private final Turnstile turnstile = new Turnstile() {};
    private int events;
    private int afterwards;

    @Actor
    public void one() {
      bring();
    }

    @Actor
    public void other() {
      bring();
    }

    private void bring() {
      turnstile.submit(
          in -> {
            events++;
            in.afterwards(() -> turnstile.submit(later -> afterwards++));
          });
    }

    @Arbiter
    public void afterwards(LL_Result result) {
      result.r1 = events;
      result.r2 = afterwards;
    }
  }
}
