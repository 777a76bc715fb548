package dev.baton.reactor;

import dev.baton.LockTimeoutException;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * One subscription's way to a lock and back. Whoever cancels it, and whenever: what was or is being
 * acquired is given back, once.
 */
final class Acquiring<L> {
  private static final System.Logger LOG = System.getLogger(ReactiveLock.class.getName());

  private final Lockable<L> lockable;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Completes with the lease; null until it was asked for. */
  private volatile @Nullable CompletableFuture<L> asked;

  /** One that has yet to begin. */
  Acquiring(Lockable<L> lockable) {
    this.lockable = lockable;
  }

  /** Asks for the lock; the lease is told on a thread of Reactor's. */
  Mono<L> lease(@Nullable Duration maxWait, boolean emptyIfBusy) {
    return Mono.<L>create(
            sink -> {
              CompletableFuture<L> asking = lockable.acquire().apply(maxWait).toCompletableFuture();
              asked = asking;
              sink.onCancel(() -> cancel(asking));
              var unused =
                  asking.whenComplete((lease, thrown) -> tell(sink, lease, thrown, emptyIfBusy));
            })
        .publishOn(Schedulers.parallel());
  }

  /** Leaves the queue, or gives back what was granted meanwhile. */
  private void cancel(CompletableFuture<L> asking) {
    asking.cancel(true);
    var unused = giveBack();
  }

  private void tell(
      MonoSink<L> sink, @Nullable L lease, @Nullable Throwable thrown, boolean emptyIfBusy) {
    if (lease != null) {
      sink.success(lease);
    } else {
      Throwable why = unwrapped(Objects.requireNonNull(thrown));
      if (emptyIfBusy && why instanceof LockTimeoutException) {
        sink.success();
      } else {
        sink.error(why);
      }
    }
  }

  /**
   * Gives the lock back, unless that was done or it is not held. Completes when it is, on a thread
   * of Reactor's; fails if it was lost before.
   */
  Mono<@Nullable Void> end() {
    return Mono.fromCompletionStage(this::giveBack).publishOn(Schedulers.parallel());
  }

  private CompletionStage<@Nullable Void> giveBack() {
    CompletableFuture<L> asking = asked;
    if (asking == null
        || !asking.isDone()
        || asking.isCompletedExceptionally()
        || !ended.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(null);
    }
    L lease = asking.join();
    return lockable
        .release()
        .apply(lease)
        .handle(
            (outcome, thrown) -> {
              if (thrown != null) {
                LOG.log(
                    System.Logger.Level.WARNING,
                    "not released: {0}",
                    unwrapped(thrown).getMessage());
              } else if (outcome == ReleaseOutcome.ALREADY_LOST) {
                lockable.ensureHeld().accept(lease); // tells how it was lost
              }
              return null;
            });
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return cause == null ? thrown : cause;
  }
}
