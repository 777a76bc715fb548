package dev.baton.internal.runtime;

import dev.baton.internal.election.Elections;
import dev.baton.internal.link.Settler;
import dev.baton.internal.protocol.Transience;
import dev.baton.internal.time.AtExit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes a client down, once: gives its locks back, waits for the answers, but not for long, and
 * disconnects.
 */
final class Closing {
  private static final System.Logger LOG = System.getLogger(Closing.class.getName());

  private static final long QUIET_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Services services;
  private final Cohorts cohorts;
  private final Elections elections;
  private final Executor blockingExecutor;
  private volatile @Nullable AtExit atExit;

  /**
   * One that has yet to begin.
   *
   * @param blockingExecutor where the answers are waited for if whoever closes must not wait
   */
  Closing(Services services, Cohorts cohorts, Elections elections, Executor blockingExecutor) {
    this.services = services;
    this.cohorts = cohorts;
    this.elections = elections;
    this.blockingExecutor = blockingExecutor;
  }

  /**
   * Has it happen when the JVM ends.
   *
   * @param patience how long the client's leases may be used then
   */
  void atExit(Duration patience) {
    atExit = AtExit.plan(this::close, this::hasLeases, patience);
  }

  /** What closes the client when the JVM ends; null if nothing does. */
  @Nullable AtExit atExit() {
    return atExit;
  }

  private boolean hasLeases() {
    return cohorts.renewer().holds().stream().anyMatch(hold -> hold.lock().endsWithClient());
  }

  /** Closes the client, unless it is closed. */
  void close() {
    if (!services.closed().compareAndSet(false, true)) {
      return;
    }
    AtExit planned = atExit;
    if (planned != null) {
      planned.cancel();
    }
    CompletableFuture<Void> steppedDown = elections.close();
    if (services.mayWait()) {
      steppedDown.join();
    }
    cohorts.renewer().holds().forEach(Hold::closeWithClient);
    cohorts.forAll(Cohort::close);
    services.inbox().nudgeAll();
    if (services.mayWait()) {
      disconnect();
    } else {
      blockingExecutor.execute(this::disconnect);
    }
  }

  private void disconnect() {
    awaitQuiet();
    services.timer().close();
    services.acknowledger().close();
    services.backend().close();
  }

  /**
   * Waits until nobody waits and nothing is to be settled, but not for long; keeps an interrupt.
   */
  private void awaitQuiet() {
    Settler settler = services.settler();
    long end = services.clock().after(services.runner().timeoutNanos());
    boolean interrupted = false;
    while (services.inbox().size() + settler.size() > 0) {
      if (services.clock().nanoTime() >= end) {
        LOG.log(
            System.Logger.Level.WARNING,
            () -> "closed before Redis answered; " + Transience.STAYS + ": " + settler.locks());
        break;
      }
      LockSupport.parkNanos(this, QUIET_CHECK_NANOS);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
