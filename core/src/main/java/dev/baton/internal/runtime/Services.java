package dev.baton.internal.runtime;

import dev.baton.internal.lease.Faults;
import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.link.Inbox;
import dev.baton.internal.link.LockServer;
import dev.baton.internal.link.PastRequests;
import dev.baton.internal.link.ScriptRunner;
import dev.baton.internal.link.Settler;
import dev.baton.internal.monitor.Monitor;
import dev.baton.internal.monitor.Watch;
import dev.baton.internal.multi.Host;
import dev.baton.internal.renew.LeaseRenewer;
import dev.baton.internal.renew.ReplicaAcknowledger;
import dev.baton.internal.settings.LockSpec;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Restoration;
import dev.baton.internal.time.Timer;
import dev.baton.spi.Backend;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all locks of one client have in common: its time, its way to the server, what it remembers,
 * and who is told.
 *
 * @param callbackExecutor where holders are told of a loss
 * @param closed whether the client is closed
 * @param monitor tells what becomes of the client's locks
 */
record Services(
    MonotonicClock clock,
    Timer timer,
    Executor callbackExecutor,
    Backend backend,
    ScriptRunner runner,
    ClientIdentity identity,
    Inbox inbox,
    PastRequests pastRequests,
    Restoration restoration,
    LeaseRenewer<?> renewer,
    Settler settler,
    ReplicaAcknowledger acknowledger,
    AtomicBoolean closed,
    Monitor monitor)
    implements Host {
  private static final System.Logger LOG = System.getLogger(Services.class.getName());

  boolean isClosed() {
    return closed.get();
  }

  /** Refuses to begin anything once closed. */
  void ensureOpen() {
    if (closed.get()) {
      throw Faults.closed();
    }
  }

  /** Somebody asks for a lock; null if nobody is to be told how that ends. */
  @Nullable Watch watch(LockSpec lock) {
    return lock.isVote() ? null : monitor.begin(lock.name(), lock.mode());
  }

  /** Whether the calling thread may wait: one may not that brings answers, or does what is due. */
  @Override
  public boolean mayWait() {
    return backend.mayWait() && !timer.isCaller();
  }

  @Override
  public <T> T together(Supplier<T> work) {
    return runner.together(work);
  }

  /**
   * Refuses to keep a thread that must not wait.
   *
   * @throws dev.baton.BackendException if it is one
   */
  void ensureMayWait(String lockName) {
    if (!mayWait()) {
      throw Faults.mustNotWait(lockName);
    }
  }

  /** Takes a reading of the clock of a lock's server. */
  void observe(LockServer server, long sentAt, long serverMicros, long receivedAt) {
    restoration.look();
    if (server.clock().stepped(sentAt, serverMicros, receivedAt)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the server's clock was stepped: leases may have ended early or late; renewing all");
      renewer.doubtAll();
    }
  }
}
