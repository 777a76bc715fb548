package dev.baton.internal.quorum;

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
import dev.baton.internal.lease.Faults;
import dev.baton.internal.lease.ThreadViews;
import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.monitor.Monitor;
import dev.baton.internal.multi.Host;
import dev.baton.internal.multi.OrderedLocks;
import dev.baton.internal.runtime.ClientSettings;
import dev.baton.internal.runtime.Engine;
import dev.baton.internal.time.AtExit;
import dev.baton.internal.time.Environment;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import dev.baton.spi.Connector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A lock client over several independent primaries: its members, and what they share. */
public final class QuorumClient implements LockClient, Host {
  private static final long TIMEOUT_BEFORE_ANY_IS_KNOWN = TimeUnit.SECONDS.toNanos(2);

  private final String target;
  private final LockOptions defaults;
  private final List<QuorumMember> members = new ArrayList<>();
  private final int majority;
  private final MonotonicClock clock;
  private final Timer timer;
  private final Monitor monitor;
  private final Executor callbackExecutor;
  private final Executor blockingExecutor;
  private final RandomGenerator dice;
  private final ClientIdentity identity;
  private final QuorumSurvey survey;
  private final ThreadViews threads = new ThreadViews();
  private final Lines lines = new Lines();
  private final Set<QuorumLease> leases = ConcurrentHashMap.newKeySet();
  private final Set<QuorumWaiter> waiters = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable AtExit atExit;

  /** A client that is yet to connect, in surroundings of the caller's choice. */
  QuorumClient(
      List<Connector> connectors,
      ClientSettings settings,
      Supplier<Environment> surroundings,
      RandomGenerator dice) {
    Environment mine = surroundings.get();
    this.target = connectors.stream().map(Connector::target).collect(Collectors.joining(", "));
    this.defaults = settings.defaults();
    this.majority = connectors.size() / 2 + 1;
    this.clock = new MonotonicClock(mine.ticker());
    this.timer = new Timer(clock, mine.timer());
    this.callbackExecutor = mine.callbackExecutor();
    this.blockingExecutor = mine.blockingExecutor();
    this.dice = dice;
    this.monitor = new Monitor(settings.listeners(), clock);
    this.identity = new ClientIdentity(settings.application(), mine.unique());
    ClientSettings ofMembers = settings.withDefaults(LockOptions.defaults());
    for (Connector connector : connectors) {
      members.add(
          new QuorumMember(
              connector,
              to -> Engine.open(to, ofMembers, surroundings.get()),
              timer,
              clock,
              blockingExecutor));
    }
    this.survey = new QuorumSurvey(members, majority, blockingExecutor);
  }

  /**
   * Connects to a majority at least, and to the rest in the background.
   *
   * @param connectors one for each primary
   * @param settings what the application chose
   * @return the open client
   * @throws BackendException if no majority can be reached
   */
  public static QuorumClient open(List<Connector> connectors, ClientSettings settings) {
    QuorumClient client =
        new QuorumClient(connectors, settings, Environment::ofThisProcess, new Random());
    client.connect();
    return client;
  }

  /** Blocking, until a majority is connected or cannot be. */
  void connect() {
    Count count = new Count(majority);
    List<CompletableFuture<Optional<RuntimeException>>> tries = new ArrayList<>();
    for (QuorumMember member : members) {
      count.expect();
      CompletableFuture<Optional<RuntimeException>> first = member.connect();
      tries.add(first);
      var unused = first.thenAccept(failure -> count.add(failure.isEmpty()));
    }
    if (!count.close().join()) {
      close();
      throw noMajority(tries);
    }
  }

  private BackendException noMajority(List<CompletableFuture<Optional<RuntimeException>>> tries) {
    List<RuntimeException> failures =
        tries.stream().flatMap(failure -> failure.join().stream()).toList();
    return new BackendException(
        "",
        BackendException.Outcome.NOT_DONE,
        "no connection to a majority of "
            + members.size()
            + " servers: "
            + failures.get(0).getMessage(),
        failures.get(0));
  }

  @Override
  public DistributedLock lock(String name) {
    return lock(name, defaults);
  }

  @Override
  public DistributedLock lock(String name, LockOptions options) {
    return new QuorumLock(this, name, Objects.requireNonNull(options, "options"));
  }

  @Override
  public DistributedReadWriteLock readWriteLock(String name) {
    throw hasNo("read/write locks: it has no queue, so that readers would keep writers out");
  }

  @Override
  public DistributedReadWriteLock readWriteLock(String name, LockOptions options) {
    return readWriteLock(name);
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits) {
    throw hasNo(
        "semaphores: the majorities of three servers are three pairs, so that three could hold one"
            + " of two permits");
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits, LockOptions options) {
    return semaphore(name, permits);
  }

  @Override
  public List<Deadlock> deadlocks() {
    throw hasNo("search for deadlocks: it has no queue, so that nothing tells who waits");
  }

  @Override
  public List<Deadlock> deadlocks(Collection<String> names, Duration pause) {
    return deadlocks();
  }

  @Override
  public List<LocalLock> local() {
    Map<String, List<QuorumLease>> held =
        leases.stream()
            .filter(QuorumLease::isHeld)
            .collect(Collectors.groupingBy(QuorumLease::lockName));
    Map<String, Long> wanted =
        waiters.stream().collect(Collectors.groupingBy(QuorumWaiter::name, Collectors.counting()));
    return Stream.concat(held.keySet().stream(), wanted.keySet().stream())
        .distinct()
        .map(
            name ->
                QuorumLease.local(
                    name,
                    held.getOrDefault(name, List.of()),
                    wanted.getOrDefault(name, 0L).intValue()))
        .toList();
  }

  @Override
  public MultiLock allOf(List<? extends Acquirable> locks) {
    return new OrderedLocks(this, this, locks);
  }

  @Override
  public LeaderElection elect(
      String name, ElectionOptions options, LeaderElection.Listener listener) {
    throw noElections();
  }

  @Override
  public LeaderObserver observe(String name) {
    throw noElections();
  }

  private static UnsupportedOperationException noElections() {
    return hasNo(
        "elections: it has no queue, so that candidates would not lead in turn, and no one place"
            + " where it is written down who leads");
  }

  private static UnsupportedOperationException hasNo(String what) {
    return new UnsupportedOperationException(
        "a quorum has no " + what + "; use one on a server, a cluster or behind Sentinels");
  }

  @Override
  public Stream<LockState> find(String pattern) {
    Objects.requireNonNull(pattern, "pattern");
    ensureOpen();
    return survey
        .find(member -> member.find(pattern))
        .map(found -> lock(found.name(), LockOptions.defaults()).inspect())
        .filter(state -> state.holder().isPresent());
  }

  @Override
  public Stream<LockState> findForeign(String pattern) {
    Objects.requireNonNull(pattern, "pattern");
    ensureOpen();
    return survey.find(member -> member.findForeign(pattern));
  }

  @Override
  public String toString() {
    return "LockClient[" + target + "]";
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
    waiters.forEach(QuorumWaiter::closed);
    leases.forEach(QuorumLease::closed);
    timer.close();
    // At once: each waits for what its server has yet to answer.
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    for (QuorumMember member : members) {
      closing.add(CompletableFuture.runAsync(member::close, blockingExecutor));
    }
    if (mayWait()) {
      closing.forEach(CompletableFuture::join);
    }
  }

  /**
   * Has this client closed when the JVM ends.
   *
   * @param patience how long its leases may be used then
   */
  public void closeAtExit(Duration patience) {
    atExit = AtExit.plan(this::close, () -> !leases.isEmpty(), patience);
  }

  /** A lock was released by its token: whoever holds it here has lost it. */
  void released(String name, String ownerToken) {
    for (QuorumLease lease : leases) {
      if (lease.lockName().equals(name) && lease.ownerToken().equals(ownerToken)) {
        lease.lose(LossReason.DELETED, Runnable::run);
      }
    }
  }

  void ensureOpen() {
    if (closed.get()) {
      throw Faults.closed();
    }
  }

  /** Whether the calling thread may wait: one may not that brings answers, or does what is due. */
  @Override
  public boolean mayWait() {
    return !timer.isCaller()
        && members.stream().flatMap(each -> each.engine().stream()).allMatch(Engine::mayWait);
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

  boolean isClosed() {
    return closed.get();
  }

  /** The longest time that a member's command may stay without an answer. */
  long timeoutNanos() {
    return members.stream()
        .flatMap(member -> member.engine().stream())
        .mapToLong(Engine::timeoutNanos)
        .max()
        .orElse(TIMEOUT_BEFORE_ANY_IS_KNOWN);
  }

  List<QuorumMember> members() {
    return members;
  }

  /** How many members make one. */
  int majority() {
    return majority;
  }

  @Override
  public MonotonicClock clock() {
    return clock;
  }

  /** Tells what becomes of its locks. */
  Monitor monitor() {
    return monitor;
  }

  @Override
  public Timer timer() {
    return timer;
  }

  /** Each member is sent what it is to be asked as that comes up. */
  @Override
  public <T> T together(Supplier<T> work) {
    return work.get();
  }

  /** Where holders are told of a loss. */
  Executor callbackExecutor() {
    return callbackExecutor;
  }

  RandomGenerator dice() {
    return dice;
  }

  ClientIdentity identity() {
    return identity;
  }

  QuorumSurvey survey() {
    return survey;
  }

  ThreadViews threads() {
    return threads;
  }

  Lines lines() {
    return lines;
  }

  Set<QuorumLease> leases() {
    return leases;
  }

  Set<QuorumWaiter> waiters() {
    return waiters;
  }
}
