package dev.baton.internal.quorum;

import dev.baton.BackendException;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.lease.ThreadViews;
import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.monitor.Monitor;
import dev.baton.internal.multi.Host;
import dev.baton.internal.runtime.Engine;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.internal.time.Environment;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import dev.baton.spi.Connector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What all locks of one client on several primaries have in common: its members, which make a
 * majority or not, its time, and who holds and waits.
 */
final class Quorum implements Host {
  private static final long TIMEOUT_BEFORE_ANY_IS_KNOWN = TimeUnit.SECONDS.toNanos(2);

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

  /** One whose members are yet to be connected. */
  Quorum(
      List<Connector> connectors,
      ClientSettings settings,
      Supplier<Environment> surroundings,
      RandomGenerator dice) {
    Environment mine = surroundings.get();
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
   * Connects to a majority at least, and to the rest in the background. Blocking, until that is
   * done or cannot be.
   *
   * @throws BackendException if no majority can be reached; it is closed then
   */
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

  /** Gives back what is held, and disconnects; once. */
  void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
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
