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
import dev.baton.MultiLock;
import dev.baton.internal.multi.OrderedLocks;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.internal.time.AtExit;
import dev.baton.internal.time.Environment;
import dev.baton.spi.Connector;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A lock client over several independent primaries: which locks there are, and what there is not.
 */
public final class QuorumClient implements LockClient {
  private final String target;
  private final LockOptions defaults;
  private final Quorum quorum;
  private volatile @Nullable AtExit atExit;

  /** A client that is yet to connect, in surroundings of the caller's choice. */
  QuorumClient(
      List<Connector> connectors,
      ClientSettings settings,
      Supplier<Environment> surroundings,
      RandomGenerator dice) {
    this.target = connectors.stream().map(Connector::target).collect(Collectors.joining(", "));
    this.defaults = settings.defaults();
    this.quorum = new Quorum(connectors, settings, surroundings, dice);
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
    client.quorum.connect();
    return client;
  }

  @Override
  public DistributedLock lock(String name) {
    return lock(name, defaults);
  }

  @Override
  public DistributedLock lock(String name, LockOptions options) {
    return new QuorumLock(quorum, name, Objects.requireNonNull(options, "options"));
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
        quorum.leases().stream()
            .filter(QuorumLease::isHeld)
            .collect(Collectors.groupingBy(QuorumLease::lockName));
    Map<String, Long> wanted =
        quorum.waiters().stream()
            .collect(Collectors.groupingBy(QuorumWaiter::name, Collectors.counting()));
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
    return new OrderedLocks(quorum, quorum, locks);
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
    quorum.ensureOpen();
    return quorum
        .survey()
        .find(member -> member.find(pattern))
        .map(found -> lock(found.name(), LockOptions.defaults()).inspect())
        .filter(state -> state.holder().isPresent());
  }

  @Override
  public Stream<LockState> findForeign(String pattern) {
    Objects.requireNonNull(pattern, "pattern");
    quorum.ensureOpen();
    return quorum.survey().find(member -> member.findForeign(pattern));
  }

  @Override
  public String toString() {
    return "LockClient[" + target + "]";
  }

  @Override
  public void close() {
    AtExit planned = atExit;
    if (planned != null) {
      planned.cancel();
    }
    quorum.close();
  }

  /**
   * Has this client closed when the JVM ends.
   *
   * @param patience how long its leases may be used then
   */
  public void closeAtExit(Duration patience) {
    atExit = AtExit.plan(this::close, () -> !quorum.leases().isEmpty(), patience);
  }

  Quorum quorum() {
    return quorum;
  }
}
