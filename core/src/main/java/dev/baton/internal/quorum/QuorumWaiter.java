package dev.baton.internal.quorum;

import dev.baton.Lease;
import dev.baton.LockListener.Mode;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.monitor.Watch;
import dev.baton.internal.protocol.Limits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who wants a lock: stands in the line of this client, and then tries and rests until a
 * majority is won or the time is over. Whatever completes the result first decides.
 */
final class QuorumWaiter {
  private final Quorum quorum;
  private final String name;
  private final LockOptions options;
  private final long maxWaitNanos;
  private final RoundBackoff backoff;

  /** Somebody who is to be told how it ends; null if nobody is. */
  private final @Nullable Watch watch;

  private final CompletableFuture<Lease> result = new CompletableFuture<>();
  private volatile @Nullable Round round;
  private volatile @Nullable Rest rest;
  private volatile @Nullable Future<?> alarm;

  /** Whether a majority has answered yet: from then on silence does not end the wait. */
  private volatile boolean begun;

  /** Whether its time was over before a majority had answered. */
  private volatile boolean hurried;

  private volatile long triedAt;

  /** Between two tries; it ends once, by its alarm or because nobody waits any more. */
  private static final class Rest {
    final AtomicBoolean over = new AtomicBoolean();
    volatile @Nullable Future<?> alarm;

    boolean end() {
      Future<?> set = alarm;
      if (set != null) {
        set.cancel(false);
      }
      return over.compareAndSet(false, true);
    }
  }

  private QuorumWaiter(Quorum quorum, String name, LockOptions options, long maxWaitNanos) {
    this.quorum = quorum;
    this.name = name;
    this.options = options;
    this.maxWaitNanos = maxWaitNanos;
    this.backoff = new RoundBackoff(quorum.dice());
    this.watch = quorum.monitor().begin(name, Mode.EXCLUSIVE);
  }

  /**
   * Acquires a lock.
   *
   * @param maxWaitNanos zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes
   * @return completes with a {@link QuorumLease}; cancelling it leaves the line
   */
  static CompletableFuture<Lease> acquire(
      Quorum quorum, String name, LockOptions options, long maxWaitNanos) {
    quorum.ensureOpen();
    QuorumWaiter waiter = new QuorumWaiter(quorum, name, options, maxWaitNanos);
    waiter.begin();
    return waiter.result;
  }

  String name() {
    return name;
  }

  boolean isOnce() {
    return maxWaitNanos <= 0;
  }

  private void begin() {
    quorum.waiters().add(this);
    if (quorum.isClosed()) {
      closed(); // close() may have looked before
    }
    var unused =
        result.whenComplete(
            (lease, thrown) -> {
              if (watch != null && thrown != null) {
                watch.notAcquired(isOnce(), thrown);
              }
              ended();
            });
    if (maxWaitNanos != Long.MAX_VALUE) {
      long most = isOnce() ? quorum.timeoutNanos() : maxWaitNanos;
      alarm = quorum.timer().at(quorum.clock().after(most), this::timeIsUp);
    }
    if (!quorum.lines().enter(this)) {
      busy();
    }
    if (result.isDone()) {
      ended();
    }
  }

  /** Its client is closed. */
  void closed() {
    result.completeExceptionally(Faults.closed());
  }

  /** It is this one's turn to try. */
  void turn() {
    if (result.isDone()) {
      quorum.lines().next(name);
      return;
    }
    Round trying = new Round(quorum, name, options);
    triedAt = quorum.clock().nanoTime();
    round = trying;
    var unused = trying.verdict().thenAccept(this::decided);
    trying.begin();
    if (result.isCompletedExceptionally()) {
      trying.abandon();
    }
  }

  private void decided(Verdict verdict) {
    if (verdict instanceof Verdict.Won won) {
      won.lease().begin(() -> quorum.lines().next(name));
      if (watch != null && !result.isDone()) {
        won.lease().observedBy(watch.acquired(won.lease().fencingToken()));
      }
      if (!result.complete(won.lease())) {
        var unused = won.lease().releaseAsync();
      }
      return;
    }
    if (verdict instanceof Verdict.Failed failed && (failed.lasting() || !begun)) {
      result.completeExceptionally(failed.why());
    } else if (isOnce() || hurried) {
      busy();
    }
    if (verdict instanceof Verdict.Busy) {
      begun = true;
    }
    if (result.isDone()) {
      quorum.lines().next(name);
    } else {
      rest();
    }
  }

  private void rest() {
    long took = quorum.clock().nanoTime() - triedAt;
    long nanos = backoff.next(took, options.betweenChecks().toNanos());
    Rest resting = new Rest();
    rest = resting;
    resting.alarm =
        quorum
            .timer()
            .at(
                quorum.clock().after(nanos),
                () -> {
                  if (resting.over.compareAndSet(false, true)) {
                    turn();
                  }
                });
    if (result.isDone() && resting.end()) {
      quorum.lines().next(name);
    }
  }

  private void timeIsUp() {
    Round trying = round;
    long grace = Limits.FIRST_ANSWER_NANOS - maxWaitNanos;
    if (isOnce() && trying != null) {
      trying.decideNow();
    } else if (!isOnce() && !begun && !hurried && grace > 0) {
      hurried = true; // the first round is waited for, and is the last
      alarm = quorum.timer().at(quorum.clock().after(grace), this::timeIsUp);
    } else {
      busy();
    }
  }

  private void busy() {
    result.completeExceptionally(
        new LockTimeoutException(
            name,
            "lock \"" + name + "\": no majority came free within " + Limits.text(maxWaitNanos)));
  }

  /** The result is known, whatever it is. */
  private void ended() {
    quorum.waiters().remove(this);
    Future<?> set = alarm;
    if (set != null) {
      set.cancel(false);
    }
    quorum.lines().leave(this);
    Round trying = round;
    if (trying != null && result.isCompletedExceptionally()) {
      trying.abandon();
    }
    Rest resting = rest;
    if (resting != null && resting.end()) {
      quorum.lines().next(name);
    }
  }
}
