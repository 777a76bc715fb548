package dev.baton.internal.runtime;

import dev.baton.Acquirable;
import dev.baton.BackendException;
import dev.baton.Deadlock;
import dev.baton.DistributedLock;
import dev.baton.DistributedReadWriteLock;
import dev.baton.DistributedSemaphore;
import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderObserver;
import dev.baton.LocalLock;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.LossReason;
import dev.baton.MultiLock;
import dev.baton.internal.deadlock.DeadlockSearch;
import dev.baton.internal.election.Elections;
import dev.baton.internal.election.Surroundings;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.link.Inbox;
import dev.baton.internal.link.LockServers;
import dev.baton.internal.link.PastRequests;
import dev.baton.internal.link.ScriptRunner;
import dev.baton.internal.link.ServerEvents;
import dev.baton.internal.link.Settler;
import dev.baton.internal.link.Stages;
import dev.baton.internal.look.LockSearch;
import dev.baton.internal.monitor.Monitor;
import dev.baton.internal.multi.OrderedLocks;
import dev.baton.internal.renew.LeaseRenewer;
import dev.baton.internal.renew.ReplicaAcknowledger;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.ElectionCalls;
import dev.baton.internal.script.InboxNames;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.internal.time.AfterRestore;
import dev.baton.internal.time.Environment;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Restoration;
import dev.baton.internal.time.Timer;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Connector;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A lock client: its connections, its parts, and how they are put together. */
public final class Engine implements LockClient {
  private final String target;
  private final LockOptions defaults;
  private final String prefix;
  private final LockServers servers;
  private final Services services;
  private final Cohorts cohorts;
  private final NamedLocks locks;
  private final Elections elections;
  private final Closing closing;

  /** To be kept: the JVM forgets it otherwise. */
  @SuppressWarnings("UnusedVariable")
  private final @Nullable Object afterRestore;

  /** An engine in surroundings of the caller's choice. */
  Engine(Connector connector, ClientSettings settings, Environment surroundings) {
    this.target = connector.target();
    this.defaults = settings.defaults();
    this.prefix = settings.prefix();
    Executor blockingExecutor = surroundings.blockingExecutor();
    MonotonicClock clock = new MonotonicClock(surroundings.ticker());
    Timer timer = new Timer(clock, surroundings.timer());
    ClientIdentity identity = new ClientIdentity(settings.application(), surroundings.unique());
    Inbox inbox = new Inbox();
    Monitor monitor = new Monitor(settings.listeners(), clock);
    ServerEvents events = new ServerEvents(inbox, monitor);
    Backend backend = connector.connect(events);
    ScriptRunner runner = new ScriptRunner(backend);
    ServerFeatures features = features(runner, backend);
    InboxNames inboxes =
        backend.isCluster()
            ? InboxNames.slotted(prefix, identity.client())
            : InboxNames.common(prefix, identity.client());
    this.servers = new LockServers(inboxes, features.shardChannels(), backend, blockingExecutor);
    Restoration restoration = new Restoration(clock, surroundings.wallMillis(), this::restored);
    LeaseRenewer<Hold> renewer = new LeaseRenewer<>(clock, timer, runner, restoration, monitor);
    this.services =
        new Services(
            clock,
            timer,
            surroundings.callbackExecutor(),
            backend,
            runner,
            identity,
            inbox,
            new PastRequests(),
            restoration,
            renewer,
            new Settler(runner, timer, clock),
            new ReplicaAcknowledger(connector, blockingExecutor, clock),
            new AtomicBoolean(),
            monitor);
    this.cohorts = new Cohorts(services, renewer);
    Calls calls = new Calls(features, inboxes, settings.fenceRetention());
    this.locks = new NamedLocks(cohorts, servers, calls, prefix, defaults);
    this.elections =
        new Elections(
            new Surroundings(
                prefix,
                new ElectionCalls(features),
                runner,
                servers,
                inbox,
                clock,
                timer,
                blockingExecutor,
                services::mayWait,
                this::lock));
    this.closing = new Closing(services, cohorts, elections, blockingExecutor);
    events.tell(() -> cohorts.forAll(Cohort::pushesLost), this::reconnected);
    servers.leaveIdle(timer, clock);
    this.afterRestore = AfterRestore.run(restoration::told);
  }

  private void reconnected() {
    services.restoration().reconnected(); // first: what copies of us have too is not asked about
    servers.mayHaveMoved();
    services.renewer().doubtAll();
  }

  /**
   * Connects and puts a client together.
   *
   * @param connector opens the connections
   * @param settings what the application chose
   * @return the open client
   * @throws BackendException if the server cannot be reached or refuses
   */
  public static Engine open(Connector connector, ClientSettings settings) {
    return open(connector, settings, Environment.ofThisProcess());
  }

  /**
   * Connects and puts a client together, in surroundings of the caller's choice.
   *
   * @param connector opens the connections
   * @param settings what the application chose
   * @param process its time and threads
   * @return the open client
   * @throws BackendException if the server cannot be reached or refuses
   */
  public static Engine open(Connector connector, ClientSettings settings, Environment process) {
    try {
      return new Engine(connector, settings, process);
    } catch (BackendFault fault) {
      throw Faults.connecting(connector.target(), fault);
    }
  }

  @Override
  public DistributedLock lock(String name) {
    return lock(name, defaults);
  }

  @Override
  public DistributedLock lock(String name, LockOptions options) {
    return locks.lock(name, Objects.requireNonNull(options, "options"), /* vote= */ false);
  }

  @Override
  public DistributedReadWriteLock readWriteLock(String name) {
    return readWriteLock(name, defaults);
  }

  @Override
  public DistributedReadWriteLock readWriteLock(String name, LockOptions options) {
    return locks.readWriteLock(name, Objects.requireNonNull(options, "options"));
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits) {
    return semaphore(name, permits, defaults);
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits, LockOptions options) {
    return locks.semaphore(name, permits, Objects.requireNonNull(options, "options"));
  }

  @Override
  public MultiLock allOf(List<? extends Acquirable> locks) {
    return new OrderedLocks(services, cohorts, locks);
  }

  @Override
  public LeaderElection elect(
      String name, ElectionOptions options, LeaderElection.Listener listener) {
    services.ensureOpen();
    return elections.elect(name, options, listener);
  }

  @Override
  public LeaderObserver observe(String name) {
    return elections.observe(name);
  }

  /**
   * A lock whose leases are votes of a quorum's: if they are renewed they end with the client, like
   * those with a token of Baton's.
   */
  public DistributedLock vote(String name, LockOptions options) {
    return locks.lock(name, options, /* vote= */ true);
  }

  @Override
  public Stream<LockState> find(String pattern) {
    return search(pattern, /* foreign= */ false);
  }

  @Override
  public Stream<LockState> findForeign(String pattern) {
    return search(pattern, /* foreign= */ true);
  }

  private Stream<LockState> search(String pattern, boolean foreign) {
    Runnable mayAsk =
        () -> {
          services.ensureOpen();
          services.ensureMayWait(pattern);
        };
    return LockSearch.of(
        services.runner(),
        services.backend(),
        mayAsk,
        prefix,
        Objects.requireNonNull(pattern, "pattern"),
        foreign);
  }

  @Override
  public List<Deadlock> deadlocks() throws InterruptedException {
    return deadlocks(DeadlockSearch.waitedFor(this), DeadlockSearch.PAUSE);
  }

  @Override
  public List<Deadlock> deadlocks(Collection<String> names, Duration pause)
      throws InterruptedException {
    services.ensureOpen();
    return DeadlockSearch.of(this, names, pause, services.clock());
  }

  @Override
  public List<LocalLock> local() {
    List<CompletableFuture<Optional<LocalLock>>> looks = new ArrayList<>();
    cohorts.forAll(cohort -> looks.add(cohort.look()));
    return looks.stream().flatMap(look -> Stages.await(look).stream()).toList();
  }

  @Override
  public String toString() {
    return "LockClient[" + target + "]";
  }

  @Override
  public void close() {
    closing.close();
  }

  /**
   * Has this client closed when the JVM ends.
   *
   * @param patience how long its leases may be used then
   */
  public void closeAtExit(Duration patience) {
    closing.atExit(patience);
  }

  /**
   * This process was restored from a memory image, as others may have been: what it held and asked
   * for is theirs as well, and is left alone. Those who wait ask again, as nobody else does.
   */
  void restored() {
    System.getLogger(Engine.class.getName())
        .log(
            System.Logger.Level.WARNING,
            "this process was restored from a memory image, or stood still: its leases are lost");
    List<Hold> before = cohorts.renewer().holds();
    cohorts.forAll(Cohort::restored);
    before.forEach(hold -> hold.lose(LossReason.RESTORED)); // those of no cohort too
  }

  /** The longest time that a command may stay without an answer, in nanoseconds. */
  public long timeoutNanos() {
    return services.runner().timeoutNanos();
  }

  /** Whether the calling thread may wait: one may not that brings answers, or does what is due. */
  public boolean mayWait() {
    return services.mayWait();
  }

  /** How much this client keeps: zero once all is released and nobody waits. */
  int kept() {
    return cohorts.size()
        + services.inbox().kept()
        + services.renewer().size()
        + services.settler().size()
        + elections.size()
        + locks.size();
  }

  Closing closing() {
    return closing;
  }

  Services services() {
    return services;
  }

  Cohorts cohorts() {
    return cohorts;
  }

  LockServers servers() {
    return servers;
  }

  private static ServerFeatures features(ScriptRunner asked, Backend backend) {
    try {
      return asked.run(ServerFeatures.ask());
    } catch (ServerError refused) {
      return ServerFeatures.LEAST; // it will not say what it can do
    } catch (BackendFault fault) {
      backend.close();
      throw fault;
    }
  }
}
