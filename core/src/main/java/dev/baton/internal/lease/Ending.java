package dev.baton.internal.lease;

import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How a lease ended: begun by whoever ends it, and told of once the outcome is known. */
public final class Ending {
  private final CompletableFuture<ReleaseOutcome> told = new CompletableFuture<>();

  /** What {@link #told} tells, known before: its callbacks may be put off. */
  private volatile @Nullable ReleaseOutcome outcome;

  private volatile @Nullable RuntimeException failure;
  private volatile @Nullable LossReason loss;

  /** The outcome if it is known already; to a thread that must not wait for it. */
  public ReleaseOutcome now(String lockName) {
    if (outcome == null && failure == null) {
      throw Faults.releasedWithoutWaiting(lockName);
    }
    return await();
  }

  /** It ended so. */
  public void tell(ReleaseOutcome found) {
    outcome = found;
    callBack(() -> told.complete(found));
  }

  /** It is not known how it ended. */
  public void fail(RuntimeException why) {
    failure = why;
    callBack(() -> told.completeExceptionally(why));
  }

  /** Whether it is known how it ended, or that this is not known. */
  public boolean isTold() {
    return outcome != null || failure != null;
  }

  /** Completes with the outcome, or what there is instead of one. */
  public CompletionStage<ReleaseOutcome> told() {
    return told.minimalCompletionStage();
  }

  /** Waits for the outcome; throws what there is instead of one. */
  public ReleaseOutcome await() {
    while (true) {
      ReleaseOutcome found = outcome;
      if (found != null) {
        return found;
      }
      RuntimeException why = failure;
      if (why != null) {
        throw why;
      }
      try {
        told.join();
      } catch (CompletionException e) {
        // The failure is known now.
      }
    }
  }

  /** How the lease was lost, if it was. */
  public @Nullable LossReason loss() {
    return loss;
  }

  /** It was lost; {@link #tell} is yet to be said. */
  public void lost(LossReason reason) {
    loss = reason;
  }

  private void callBack(Runnable completion) {
    if (told.getNumberOfDependents() == 0) {
      completion.run();
    } else {
      Trampoline.call(completion);
    }
  }
}
