package dev.baton.internal.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A client that is closed while something else happens: its locks are free in the server then, and
 * nobody waits for ever.
 */
public final class CloseRaces {
  private CloseRaces() {}

  /** What became of somebody who wanted the lock of a client that is closed by now. */
  private static String ending(CompletableFuture<Lease> waiter) {
    if (waiter.isCancelled()) {
      return "left";
    }
    if (!waiter.isDone()) {
      return "forgotten";
    }
    if (waiter.isCompletedExceptionally()) {
      return "refused";
    }
    return waiter.join().isHeld() ? "held" : "lost";
  }

  /** Whoever comes is refused, or is granted the lock and loses it. */
  @JCStressTest
  @State
  @Outcome(id = "refused, free", expect = ACCEPTABLE, desc = "closed first")
  @Outcome(id = "lost, free", expect = ACCEPTABLE, desc = "granted first")
  public static class CloseAgainstAcquire {
    private final Party party = new Party();

    @Actor
    public void acquire(LL_Result result) {
      try {
        result.r1 = party.lock.acquire();
      } catch (IllegalStateException closed) {
        result.r1 = "refused";
      } catch (InterruptedException e) {
        result.r1 = "interrupted by nobody";
      }
    }

    @Actor
    public void close() {
      party.engine.close();
    }

    @Arbiter
    public void afterwards(LL_Result result) {
      if (result.r1 instanceof Lease lease) {
        result.r1 = lease.isHeld() ? "held" : "lost";
      }
      result.r2 = party.server.state();
    }
  }

  /** Whoever releases hears of it; whoever waited behind is refused, or has lost the lock. */
  @JCStressTest
  @State
  @Outcome(id = "RELEASED, refused, free", expect = ACCEPTABLE, desc = "released first")
  @Outcome(id = "RELEASED, lost, free", expect = ACCEPTABLE, desc = "released and granted first")
  @Outcome(id = "ALREADY_LOST, refused, free", expect = ACCEPTABLE, desc = "closed first")
  public static class CloseAgainstRelease {
    private final Party party = new Party();
    private final Lease held = party.take();
    private final CompletableFuture<Lease> waiter = party.want();

    @Actor
    public void release(LLL_Result result) {
      result.r1 = held.release();
    }

    @Actor
    public void close() {
      party.engine.close();
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
      result.r2 = ending(waiter);
      result.r3 = party.server.state();
    }
  }

  /** As above, where the lock would be passed on without a command. */
  @JCStressTest
  @State
  @Outcome(id = "RELEASED, refused, free", expect = ACCEPTABLE, desc = "released, nobody waits")
  @Outcome(id = "RELEASED, lost, free", expect = ACCEPTABLE, desc = "passed on first")
  @Outcome(id = "ALREADY_LOST, refused, free", expect = ACCEPTABLE, desc = "closed first")
  public static class CloseAgainstPass {
    private final Party party = new Party();
    private final Lease held = party.takeForMany();
    private final CompletableFuture<Lease> waiter = party.want();

    @Actor
    public void pass(LLL_Result result) {
      result.r1 = held.release();
    }

    @Actor
    public void close() {
      party.engine.close();
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
      result.r2 = ending(waiter);
      result.r3 = party.server.state();
    }
  }

  /** A grant that comes from another process is given back, or lost by whoever got it. */
  @JCStressTest
  @State
  @Outcome(id = "refused, free", expect = ACCEPTABLE, desc = "closed first")
  @Outcome(id = "lost, free", expect = ACCEPTABLE, desc = "granted first")
  public static class CloseAgainstGrant {
    private final Party party = Party.besideAHolderElsewhere();
    private final CompletableFuture<Lease> waiter = party.want();

    @Actor
    public void grant() {
      party.server.releaseElsewhere();
    }

    @Actor
    public void close() {
      party.engine.close();
    }

    @Arbiter
    public void afterwards(LL_Result result) {
      result.r1 = ending(waiter);
      result.r2 = party.server.state();
    }
  }

  /** Whoever leaves has left, or was refused; its place in the server's queue is gone. */
  @JCStressTest
  @State
  @Outcome(id = "left, free", expect = ACCEPTABLE, desc = "cancelled first")
  @Outcome(id = "refused, free", expect = ACCEPTABLE, desc = "closed first")
  public static class CloseAgainstCancel {
    private final Party party = Party.besideAHolderElsewhere();
    private final CompletableFuture<Lease> waiter = party.want();

    @Actor
    public void cancel() {
      waiter.cancel(false);
    }

    @Actor
    public void close() {
      party.engine.close();
    }

    @Arbiter
    public void afterwards(LL_Result result) {
      party.server.releaseElsewhere();
      result.r1 = ending(waiter);
      result.r2 = party.server.state();
    }
  }

  /** A lease that the timer is seeing to is given back all the same. */
  @JCStressTest
  @State
  @Outcome(id = "lost, free", expect = ACCEPTABLE, desc = "before, meanwhile or after")
  public static class CloseAgainstTimer {
    private final Party party = new Party();
    private final Lease lease = party.take();

    public CloseAgainstTimer() {
      party.engine.cohorts().renewer().doubtAll();
    }

    @Actor
    public void renewDue() {
      party.engine.cohorts().renewer().tick();
    }

    @Actor
    public void close() {
      party.engine.close();
    }

    @Arbiter
    public void afterwards(LL_Result result) {
      result.r1 = lease.isHeld() ? "held" : "lost";
      result.r2 = party.server.state();
    }
  }

  /** A lease that is being renewed by hand is given back all the same. */
  @JCStressTest
  @State
  @Outcome(id = "renewed, free", expect = ACCEPTABLE, desc = "renewed first")
  @Outcome(id = "lost, free", expect = ACCEPTABLE, desc = "closed first")
  @Outcome(id = "unconfirmed, free", expect = ACCEPTABLE, desc = "closed before it was sent")
  public static class CloseAgainstRenewal {
    private final Party party = new Party();
    private final Lease lease = party.take();

    @Actor
    public void renew(LL_Result result) {
      try {
        lease.renew(Party.LEASE);
        result.r1 = "renewed";
      } catch (LeaseLostException lost) {
        result.r1 = "lost";
      } catch (BackendException closed) {
        result.r1 = "unconfirmed";
      }
    }

    @Actor
    public void close() {
      party.engine.close();
    }

    @Arbiter
    public void afterwards(LL_Result result) {
      result.r2 = party.server.state();
    }
  }
}
