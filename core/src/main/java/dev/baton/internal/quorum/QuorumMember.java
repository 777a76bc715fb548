package dev.baton.internal.quorum;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.internal.runtime.Engine;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import dev.baton.spi.Connector;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One primary of a quorum: a lock client of its own, once it is connected. Until then it is tried
 * again and again in the background; afterwards the adapter reconnects by itself.
 */
final class QuorumMember {
  private static final long FIRST_REST = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(10);

  private final Connector connector;
  private final Function<Connector, Engine> opening;
  private final Timer timer;
  private final MonotonicClock clock;
  private final Executor blockingExecutor;
  private volatile @Nullable Engine engine;
  private volatile @Nullable RuntimeException failure;
  private volatile boolean closed;

  QuorumMember(
      Connector connector,
      Function<Connector, Engine> opening,
      Timer timer,
      MonotonicClock clock,
      Executor blockingExecutor) {
    this.connector = connector;
    this.opening = opening;
    this.timer = timer;
    this.clock = clock;
    this.blockingExecutor = blockingExecutor;
  }

  /**
   * Connects in the background, for as long as it takes.
   *
   * @return completes when the first try is over, with why it failed, if it did
   */
  CompletableFuture<Optional<RuntimeException>> connect() {
    CompletableFuture<Optional<RuntimeException>> first = new CompletableFuture<>();
    blockingExecutor.execute(
        () -> {
          open(FIRST_REST);
          first.complete(Optional.ofNullable(failure));
        });
    return first;
  }

  private void open(long rest) {
    if (closed) {
      return;
    }
    try {
      Engine opened = opening.apply(connector);
      engine = opened;
      failure = null;
      if (closed) {
        opened.close();
      }
    } catch (RuntimeException e) {
      failure = e;
      long next = Math.min(LONGEST_REST, rest * 2);
      var unused = timer.at(clock.after(rest), () -> blockingExecutor.execute(() -> open(next)));
    }
  }

  boolean isConnected() {
    return engine != null;
  }

  /** The lock on this member, empty if there is no connection yet. */
  Optional<DistributedLock> lock(String name) {
    return Optional.ofNullable(engine).map(connected -> connected.lock(name));
  }

  /** The client on this member, empty if there is no connection yet. */
  Optional<Engine> engine() {
    return Optional.ofNullable(engine);
  }

  /**
   * Asks for a vote, without waiting.
   *
   * @return completes with a {@link dev.baton.internal.lease.MemberLease}; one that is granted
   *     after this was cancelled is given back
   */
  CompletableFuture<Lease> tryAcquire(String name, LockOptions options) {
    Engine connected = engine;
    if (connected == null) {
      return CompletableFuture.failedFuture(noConnection(name));
    }
    try {
      return connected.vote(name, options).acquireAsync(Duration.ZERO).toCompletableFuture();
    } catch (IllegalStateException closedMeanwhile) {
      return CompletableFuture.failedFuture(closedMeanwhile);
    }
  }

  /** What to say of a lock while there is no connection. */
  BackendException noConnection(String name) {
    return new BackendException(
        name,
        BackendException.Outcome.NOT_DONE,
        "lock \"" + name + "\": no connection to " + connector.target() + " yet",
        failure);
  }

  /** Blocking. */
  void close() {
    closed = true;
    Engine opened = engine;
    if (opened != null) {
      opened.close();
    }
  }
}
