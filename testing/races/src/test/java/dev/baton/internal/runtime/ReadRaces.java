package dev.baton.internal.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.baton.Lease;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Those who read together, while one comes or leaves, or another process wants to write. */
public final class ReadRaces {
  private ReadRaces() {}

  /** Who comes while the last leaves has the same grant or another one. */
  @JCStressTest
  @State
  @Outcome(id = "RELEASED, held, clean", expect = ACCEPTABLE, desc = "either way")
  public static class JoinAgainstLastRelease {
    private final Party party = new Party();
    private final Lease held = party.read.tryAcquire().orElseThrow();
    private volatile CompletableFuture<Lease> reader = new CompletableFuture<>();

    @Actor
    public void leave(LLL_Result result) {
      result.r1 = held.release();
    }

    @Actor
    public void join() {
      reader = party.read.acquireAsync().toCompletableFuture();
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
      result.r2 = Party.finish(reader);
      result.r3 = party.state();
    }
  }

  /** Who comes while another process wants to write reads before it or after it. */
  @JCStressTest
  @State
  @Outcome(id = "held, clean", expect = ACCEPTABLE, desc = "either way")
  public static class JoinAgainstAWriter {
    private final Party party = new Party();
    private final Lease held = party.read.tryAcquire().orElseThrow();
    private volatile CompletableFuture<Lease> reader = new CompletableFuture<>();

    @Actor
    public void join() {
      reader = party.read.acquireAsync().toCompletableFuture();
    }

    @Actor
    public void write() {
      party.server.writeElsewhere();
    }

    @Arbiter
    public void afterwards(LL_Result result) {
      held.release();
      result.r1 = Party.finish(reader);
      result.r2 = party.state();
    }
  }

  /** Who leaves while it is sent on to those behind the writer is not forgotten there. */
  @JCStressTest
  @State
  @Outcome(id = "left, clean", expect = ACCEPTABLE, desc = "while it waited, or before it came")
  public static class CancelAgainstBeingSentOn {
    private final Party party = new Party();
    private final Lease held = party.read.tryAcquire().orElseThrow();
    private final CompletableFuture<Lease> reader;

    public CancelAgainstBeingSentOn() {
      party.server.writeElsewhere();
      reader = party.read.acquireAsync().toCompletableFuture();
    }

    @Actor
    public void cancel() {
      reader.cancel(false);
    }

    @Actor
    public void others() {
      party.read.acquireAsync().toCompletableFuture().cancel(false);
    }

    @Arbiter
    public void afterwards(LL_Result result) {
      held.release();
      result.r1 = Party.finish(reader);
      result.r2 = party.state();
    }
  }

  /** Two who leave at the same time give the share back once. */
  @JCStressTest
  @State
  @Outcome(id = "RELEASED, RELEASED, clean", expect = ACCEPTABLE, desc = "one of them is the last")
  public static class ReleaseAgainstRelease {
    private final Party party = new Party();
    private final Lease one = party.read.acquireAsync().toCompletableFuture().join();
    private final Lease two = party.read.acquireAsync().toCompletableFuture().join();

    @Actor
    public void first(LLL_Result result) {
      result.r1 = one.release();
    }

    @Actor
    public void second(LLL_Result result) {
      result.r2 = two.release();
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
      result.r3 = party.state();
    }
  }
}
