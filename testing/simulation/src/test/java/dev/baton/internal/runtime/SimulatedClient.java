package dev.baton.internal.runtime;

import dev.baton.Acquirable;
import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.MultiLock;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.internal.time.Environment;
import dev.baton.spi.Connector;
import dev.baton.spi.Ticker;
import dev.baton.testing.history.Mode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** A whole client whose time and threads are simulated. */
public final class SimulatedClient {
  private static final Duration FENCE_RETENTION = Duration.ofMinutes(10);

  private final Engine engine;

  /**
   * Puts a client together.
   *
   * @param unique a number that no other client has
   * @param threads runs whatever a process would run on threads of their own
   */
  public SimulatedClient(
      Connector connector,
      Ticker ticker,
      ScheduledExecutorService timer,
      Executor threads,
      long unique) {
    Environment surroundings = new Environment(ticker, timer, threads, threads, () -> unique);
    engine =
        new Engine(
            connector,
            new ClientSettings(LockOptions.defaults(), "simulated", FENCE_RETENTION, ""),
            surroundings);
  }

  /** A lock of this client, or a share of it, as it is wanted. */
  public Acquirable lock(String name, LockOptions options, Mode mode) {
    if (!mode.isShared()) {
      return engine.lock(name, options);
    }
    return mode.isLimited()
        ? engine.semaphore(name, mode.limit(), options).withWeight(mode.weight())
        : engine.readWriteLock(name, options).readLock();
  }

  /**
   * Whether a process that has a lease takes it for held. Unlike {@link Lease#isHeld} it tells
   * nobody that it is over, and so changes nothing.
   */
  public static boolean believes(Lease lease) {
    return ((HeldLease) lease).believes();
  }

  /** A candidate of this client. */
  public LeaderElection elect(
      String name, ElectionOptions options, LeaderElection.Listener listener) {
    return engine.elect(name, options, listener);
  }

  /** A candidate is one no more, without a thread that waits for that. */
  public void close(LeaderElection election) {
    engine.services().timer().soon(election::close);
  }

  /** Several locks of this client at once. */
  public MultiLock allOf(List<Acquirable> locks) {
    return engine.allOf(locks);
  }

  /**
   * What it still has to do: waits, leases, and what is to be settled. None once all is given back.
   */
  public String unfinished() {
    return "waits "
        + engine.services().inbox().size()
        + ", leases "
        + engine.cohorts().renewer().size()
        + ", unsettled "
        + engine.services().settler().size()
        + ", cohorts "
        + engine.cohorts().size()
        + ", kept "
        + engine.kept();
  }
}
