package dev.baton.internal.lease;

import dev.baton.BackendException;
import dev.baton.LeaseLostException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.monitor.Held;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lease, which ends once: by {@code ending}, set by whoever comes first, the holder that releases
 * it or the loss.
 */
public abstract class AbstractLease implements CheckedLease {
  private static final System.Logger LOG = System.getLogger(AbstractLease.class.getName());

  private static final AtomicReferenceFieldUpdater<AbstractLease, @Nullable Ending> ENDING =
      AtomicReferenceFieldUpdater.newUpdater(AbstractLease.class, Ending.class, "ending");

  private static final AtomicReferenceFieldUpdater<AbstractLease, @Nullable LossSignal> SIGNAL =
      AtomicReferenceFieldUpdater.newUpdater(AbstractLease.class, LossSignal.class, "signal");

  private volatile @Nullable Ending ending;

  /** Made when somebody asks for it. */
  private volatile @Nullable LossSignal signal;

  /** Without which it will not be released; null if it is released by whoever has this object. */
  private volatile @Nullable Owner owner;

  /** Somebody who was told that this is had, and is to be told of the end; null if nobody is. */
  private volatile @Nullable Held observed;

  /** Where those are told who asked for a loss. */
  protected abstract Executor callbackExecutor();

  /** Whether the calling thread may wait for an outcome. */
  protected abstract boolean mayWait();

  /**
   * Releases it, or finds that it is over; there is an {@link #end} afterwards.
   *
   * @param mayWait whether the thread waits for the outcome
   */
  protected abstract void give(boolean mayWait);

  /** Somebody asked to be told of the loss, from now on. */
  protected abstract void watch();

  /** The reason of a loss of which nobody was told yet. */
  protected abstract LossReason untold();

  /** Whether it was released or lost. */
  protected final boolean isOver() {
    return ending != null;
  }

  /** Ends it so, unless it is over. */
  protected final boolean end(Ending how) {
    return ENDING.compareAndSet(this, null, how);
  }

  /** How it ended; only once it is over. */
  protected final Ending end() {
    return Objects.requireNonNull(ending);
  }

  /** Somebody was told that it is had; before anybody has it. */
  public final void observedBy(@Nullable Held who) {
    observed = who;
    LossReason before = loss();
    if (who != null && before != null) {
      who.lost(before);
    }
  }

  /** It was released; only once it is over. */
  protected final void tellReleased() {
    Held told = observed;
    if (told != null) {
      told.released(/* confirmed= */ true);
    }
    end().tell(ReleaseOutcome.RELEASED);
  }

  /** Its release was not answered with an outcome; only once it is over. */
  protected final void tellUnconfirmed(RuntimeException why) {
    Held told = observed;
    if (told != null) {
      told.released(/* confirmed= */ false);
    }
    end().fail(why);
  }

  /** Whether somebody is to be told of its loss, who may have kept nothing but that. */
  public final boolean isWatched() {
    return signal != null;
  }

  /** Whoever alone may release it, if anybody. */
  public final @Nullable Owner owner() {
    return owner;
  }

  @Override
  public void ownedBy(Owner only) {
    owner = only;
  }

  @Override
  public final void ensureHeld() {
    if (isHeld()) {
      return;
    }
    if (ending == null) {
      throw new LeaseLostException(lockName(), untold());
    }
    throwIfLost();
    throw new IllegalStateException("the lease on \"" + lockName() + "\" was released");
  }

  @Override
  public final void throwIfLost() {
    LossReason loss = ending == null && !isHeld() ? untold() : loss();
    if (loss != null) {
      throw new LeaseLostException(lockName(), loss);
    }
  }

  private @Nullable LossReason loss() {
    Ending end = ending;
    return end == null ? null : end.loss();
  }

  @Override
  public final CompletionStage<LossReason> lost() {
    LossSignal known = signal;
    if (known != null) {
      return known.stage();
    }
    LossSignal made = new LossSignal();
    LossReason before = loss();
    if (before != null) {
      made.tell(before); // before anybody can have it, whose callbacks would run on this thread
    }
    if (!SIGNAL.compareAndSet(this, null, made)) {
      return lost();
    }
    if (before == null) {
      watch();
      LossReason meanwhile = loss();
      if (meanwhile != null) {
        callbackExecutor().execute(() -> made.tell(meanwhile));
      }
    }
    return made.stage();
  }

  @Override
  public final void onLost(Consumer<? super LossReason> action) {
    lost().thenAccept(action);
  }

  @Override
  public final ReleaseOutcome release() {
    boolean mayWait = mayWait();
    give(mayWait);
    return mayWait ? end().await() : end().now(lockName());
  }

  @Override
  public final CompletionStage<ReleaseOutcome> releaseAsync() {
    give(/* mayWait= */ false);
    return end().told();
  }

  @Override
  public final void close() {
    if (!mayWait()) {
      drop();
      return;
    }
    try {
      release();
    } catch (BackendException e) {
      // The lease is over either way, and an exception would hide what the holder's work came to.
      unreleased(e);
    }
  }

  /** Releases it for one who does not want it any more and is not told what becomes of that. */
  public final void drop() {
    var unused =
        releaseAsync()
            .exceptionally(
                thrown -> {
                  unreleased(
                      thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                          ? wrapped.getCause()
                          : thrown);
                  return null;
                });
  }

  /** Nobody is told of it but by the log. */
  private static void unreleased(Throwable why) {
    LOG.log(System.Logger.Level.WARNING, "not released: {0}", why.getMessage());
  }

  /** It was lost, before its release or found by it; those who want to hear of it are told. */
  protected final void tellLoss(LossReason reason) {
    Ending end = end();
    end.lost(reason);
    Held told = observed;
    if (told != null) {
      told.lost(reason);
    }
    end.tell(ReleaseOutcome.ALREADY_LOST);
    LossSignal asked = signal;
    if (asked != null) {
      callbackExecutor().execute(() -> asked.tell(reason));
    }
  }

  /** Which lock it holds, and by what number; the token can be a secret of the caller's. */
  @Override
  public final String toString() {
    return "Lease[\""
        + lockName()
        + "\", fence "
        + fencingToken()
        + (isHeld() ? "" : ", over")
        + "]";
  }
}
