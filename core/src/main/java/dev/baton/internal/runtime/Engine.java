package dev.baton.internal.runtime;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.LossReason;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.lease.ThreadHolds;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.Inboxes;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.internal.script.Term;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Connector;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A lock client: its connections, its parts, and how they are put together and taken down. */
public final class Engine implements LockClient {
  private static final System.Logger LOG = System.getLogger(Engine.class.getName());

  private static final long QUIET_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final LockOptions defaults;
  private final String prefix;
  private final Term defaultTerm;
  private final Stopwatch clock;
  private final ClientIdentity identity;
  private final Inbox inbox = new Inbox();
  private final Timer timer;
  private final Executor teller;
  private final Executor opener;
  private final ThreadHolds threadHolds = new ThreadHolds();
  private final AtomicLong holds = new AtomicLong();
  private final Cohorts cohorts = new Cohorts(this);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable AtExit atExit;

  private final Backend backend;
  private final ScriptRunner runner;
  private final Calls calls;
  private final Shards shards;
  private final LeaseRenewer renewer;
  private final Settler settler;
  private final PastRequests pastRequests = new PastRequests();
  private final Restoration restoration;

  /** To be kept: the JVM forgets it otherwise. */
  @SuppressWarnings("UnusedVariable")
  private final @Nullable Object afterRestore;

  private final ReplicaAcknowledger acknowledger;

  /** An engine in surroundings of the caller's choice. */
  Engine(Connector connector, ClientSettings settings, Surroundings surroundings) {
    this.defaults = settings.defaults();
    this.prefix = settings.prefix();
    this.defaultTerm = NamedLock.term(defaults);
    this.clock = new Stopwatch(surroundings.ticker());
    this.identity = new ClientIdentity(settings.application(), surroundings.unique());
    this.timer = new Timer(clock, surroundings.timer());
    this.teller = surroundings.teller();
    this.opener = surroundings.opener();
    ServerEvents events = new ServerEvents(inbox, cohorts);
    this.backend = connector.connect(events);
    this.runner = new ScriptRunner(backend);
    ServerFeatures features = features(runner);
    Inboxes inboxes =
        backend.isCluster()
            ? Inboxes.slotted(prefix, identity.client())
            : Inboxes.common(prefix, identity.client());
    this.calls = new Calls(features, inboxes, settings.fenceRetention());
    this.shards = new Shards(inboxes, features.shardChannels(), backend, surroundings.opener());
    this.restoration = new Restoration(clock, surroundings.wallMillis(), this::restored);
    this.renewer = new LeaseRenewer(clock, timer, runner, restoration);
    this.settler = new Settler(runner, timer, clock);
    this.acknowledger = new ReplicaAcknowledger(connector, surroundings.opener(), clock);
    events.tell(shards, renewer, restoration);
    shards.leaveIdle(timer, clock);
    this.afterRestore = AfterRestore.run(restoration::told);
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
    return open(connector, settings, Surroundings.ofThisProcess());
  }

  /**
   * Connects and puts a client together, in surroundings of the caller's choice.
   *
   * @param connector opens the connections
   * @param settings what the application chose
   * @param surroundings its time and threads
   * @return the open client
   * @throws BackendException if the server cannot be reached or refuses
   */
  public static Engine open(
      Connector connector, ClientSettings settings, Surroundings surroundings) {
    try {
      return new Engine(connector, settings, surroundings);
    } catch (BackendFault fault) {
      throw Faults.connecting(connector.target(), fault);
    }
  }

  @Override
  public DistributedLock lock(String name) {
    return new NamedLock(this, name, defaults, defaultTerm, /* vote= */ false);
  }

  @Override
  public DistributedLock lock(String name, LockOptions options) {
    Objects.requireNonNull(options, "options");
    return new NamedLock(this, name, options, NamedLock.term(options), /* vote= */ false);
  }

  /**
   * A lock whose leases are votes of a quorum's: if they are renewed they end with the client, like
   * those with a token of Baton's.
   */
  public DistributedLock vote(String name, LockOptions options) {
    return new NamedLock(this, name, options, NamedLock.term(options), /* vote= */ true);
  }

  @Override
  public Stream<LockState> find(String pattern) {
    return LockSearch.of(this, Objects.requireNonNull(pattern, "pattern"), /* foreign= */ false);
  }

  @Override
  public Stream<LockState> findForeign(String pattern) {
    return LockSearch.of(this, Objects.requireNonNull(pattern, "pattern"), /* foreign= */ true);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    AtExit planned = atExit;
    if (planned != null) {
      planned.cancel();
    }
    renewer.holds().forEach(this::giveBackOnClose);
    cohorts.forAll(Cohort::close);
    inbox.nudgeAll();
    if (mayWait()) {
      disconnect();
    } else {
      opener.execute(this::disconnect);
    }
  }

  private void disconnect() {
    awaitQuiet();
    timer.close();
    acknowledger.close();
    backend.close();
  }

  /**
   * Has this client closed when the JVM ends.
   *
   * @param patience how long its leases may be used then
   */
  public void closeAtExit(Duration patience) {
    atExit = AtExit.plan(this::close, this::hasLeases, patience);
  }

  /** What closes it when the JVM ends; null if nothing does. */
  @Nullable AtExit atExit() {
    return atExit;
  }

  private boolean hasLeases() {
    return renewer.holds().stream().anyMatch(hold -> hold.lock().endsWithClient());
  }

  /** Has a lease renewed from now on. */
  void lookAfter(Hold hold) {
    renewer.reschedule(hold);
    if (closed.get()) {
      giveBackOnClose(hold); // close() may have looked before
    }
  }

  /**
   * This process was restored from a memory image, as others may have been: what it held and asked
   * for is theirs as well, and is left alone. Those who wait ask again, as nobody else does.
   */
  void restored() {
    LOG.log(
        System.Logger.Level.WARNING,
        "this process was restored from a memory image, or stood still: its leases are lost");
    List<Hold> before = renewer.holds();
    cohorts.forAll(Cohort::restored);
    before.forEach(hold -> hold.lose(LossReason.RESTORED)); // those of no cohort too
  }

  private void giveBackOnClose(Hold hold) {
    if (hold.lock().endsWithClient()) {
      hold.cohort().close(hold);
    }
  }

  /** Sends what gives a lock back, for as long as closing may take. */
  void settleOnClose(Call<?> release) {
    settler.settle(release, /* doubtful= */ false, clock.after(runner.timeoutNanos()));
  }

  /** The longest time that a command may stay without an answer, in nanoseconds. */
  public long timeoutNanos() {
    return runner.timeoutNanos();
  }

  /** How much this client keeps: zero once all is released and nobody waits. */
  int kept() {
    return cohorts.size() + inbox.kept() + renewer.size() + settler.size() + threadHolds.size();
  }

  long nextNumber() {
    return holds.incrementAndGet();
  }

  /** Takes a reading of the clock of a lock's server. */
  void observe(Shard shard, long sentAt, long serverMicros, long receivedAt) {
    restoration.look();
    if (shard.clock().stepped(sentAt, serverMicros, receivedAt)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the server's clock was stepped: leases may have ended early or late; renewing all");
      renewer.doubtAll();
    }
  }

  /** What all keys and channels begin with. */
  String prefix() {
    return prefix;
  }

  Stopwatch clock() {
    return clock;
  }

  Cohorts cohorts() {
    return cohorts;
  }

  ClientIdentity identity() {
    return identity;
  }

  Inbox inbox() {
    return inbox;
  }

  Shards shards() {
    return shards;
  }

  /** The servers that have the locks. */
  List<Backend> primaries() {
    return backend.primaries();
  }

  Timer timer() {
    return timer;
  }

  /** Where holders are told of a loss. */
  Executor teller() {
    return teller;
  }

  ScriptRunner runner() {
    return runner;
  }

  Calls calls() {
    return calls;
  }

  LeaseRenewer renewer() {
    return renewer;
  }

  Settler settler() {
    return settler;
  }

  PastRequests pastRequests() {
    return pastRequests;
  }

  ReplicaAcknowledger acknowledger() {
    return acknowledger;
  }

  ThreadHolds threadHolds() {
    return threadHolds;
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Whether the calling thread may wait: one may not that brings answers, or does what is due. */
  public boolean mayWait() {
    return backend.mayWait() && !timer.isCaller();
  }

  /**
   * Refuses to keep a thread that must not wait.
   *
   * @throws BackendException if it is one
   */
  void ensureMayWait(String lockName) {
    if (!mayWait()) {
      throw Faults.mustNotWait(lockName);
    }
  }

  /** Refuses to begin anything once closed. */
  void ensureOpen() {
    if (closed.get()) {
      throw Faults.closed();
    }
  }

  /** A server that will not say what it can do gets what every server can. */
  private ServerFeatures features(ScriptRunner asked) {
    try {
      return asked.run(ServerFeatures.ask());
    } catch (ServerError refused) {
      return ServerFeatures.LEAST;
    } catch (BackendFault fault) {
      backend.close();
      throw fault;
    }
  }

  /**
   * Waits until nobody waits and nothing is to be settled, but not for long; keeps an interrupt.
   */
  private void awaitQuiet() {
    long end = clock.after(runner.timeoutNanos());
    boolean interrupted = false;
    while (inbox.size() + settler.size() > 0) {
      if (clock.nanoTime() >= end) {
        LOG.log(
            System.Logger.Level.WARNING,
            () -> "closed before Redis answered; " + Faults.STAYS + ": " + settler.locks());
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
