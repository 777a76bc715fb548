package dev.baton.internal.deferred;

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
import dev.baton.internal.lease.Forwarding;
import dev.baton.internal.lease.OfClient;
import dev.baton.internal.lease.Permits;
import dev.baton.internal.lease.ReadWriteLocks;
import dev.baton.internal.lease.Sharing;
import dev.baton.internal.multi.Members;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.time.Threads;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A lock client that connects in the background, and stands in for the one it will have. */
public final class DeferredClient implements LockClient {
  private static final System.Logger LOG = System.getLogger(DeferredClient.class.getName());
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  /** Before there is a client, with the reason why; with the client; or closed. */
  private sealed interface State {
    record Connecting(@Nullable RuntimeException why) implements State {}

    record Connected(LockClient client) implements State {}

    record Closed() implements State {}
  }

  private final Supplier<? extends LockClient> connect;
  private final String target;
  private final LockOptions defaults;
  private final AtomicReference<State> state = new AtomicReference<>(new State.Connecting(null));

  /** Those that want the client as soon as there is one. */
  private final Queue<Consumer<LockClient>> awaiting = new ConcurrentLinkedQueue<>();

  private final Thread connecting = Threads.daemon(this::tryUntilConnected, "baton-connect");

  private DeferredClient(
      Supplier<? extends LockClient> connect, String target, LockOptions defaults) {
    this.connect = connect;
    this.target = target;
    this.defaults = defaults;
  }

  /**
   * A client that begins to connect.
   *
   * @param connect connects, or throws why it cannot; called on a thread of this client's until it
   *     succeeds or this client is closed
   * @param target the server, or the servers, for messages
   * @param defaults the options of locks named without any
   */
  public static DeferredClient open(
      Supplier<? extends LockClient> connect, String target, LockOptions defaults) {
    DeferredClient client = new DeferredClient(connect, target, defaults);
    client.connecting.start();
    return client;
  }

  private void tryUntilConnected() {
    long pause = FIRST_PAUSE;
    long start = System.nanoTime();
    for (int failures = 0; isConnecting(); failures++) {
      try {
        connected(connect.get(), start, failures);
      } catch (RuntimeException e) {
        failed(e, failures == 0);
        LockSupport.parkNanos(this, pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    }
  }

  private boolean isConnecting() {
    return state.get() instanceof State.Connecting;
  }

  private void connected(LockClient client, long start, int failures) {
    State before =
        state.getAndUpdate(
            now -> now instanceof State.Connecting ? new State.Connected(client) : now);
    tellConnected();
    if (before instanceof State.Closed) {
      client.close();
    } else if (failures > 0) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      LOG.log(
          System.Logger.Level.WARNING,
          () ->
              "connected to %s, after %d tries in vain in %d s"
                  .formatted(target, failures, seconds));
    }
  }

  private void failed(RuntimeException why, boolean first) {
    state.getAndUpdate(now -> now instanceof State.Connecting ? new State.Connecting(why) : now);
    if (first) {
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "not connected yet; trying again, and saying when it is over: " + why.getMessage());
    }
  }

  /**
   * The client, once there is one.
   *
   * @param lockName the lock that it is wanted for; empty for none
   * @throws BackendException until then
   * @throws IllegalStateException if this client is closed
   */
  LockClient connected(String lockName) {
    State now = Objects.requireNonNull(state.get());
    if (now instanceof State.Connected connected) {
      return connected.client();
    }
    if (now instanceof State.Connecting unconnected) {
      throw notYet(lockName, unconnected.why());
    }
    throw new IllegalStateException("the lock client is closed; the lock is not held");
  }

  private BackendException notYet(String lockName, @Nullable RuntimeException why) {
    String about = lockName.isEmpty() ? "" : "lock \"" + lockName + "\": ";
    String reason = why == null ? "no connection to " + target : why.getMessage();
    return new BackendException(
        lockName,
        BackendException.Outcome.NOT_DONE,
        about + "not connected yet: " + reason + "; the client goes on trying",
        why);
  }

  @Override
  public DistributedLock lock(String name) {
    return lock(name, defaults);
  }

  @Override
  public DistributedLock lock(String name, LockOptions options) {
    Objects.requireNonNull(options, "options");
    return new DeferredLock(
        this, Limits.name(name), options, new Found<>(name, client -> client.lock(name, options)));
  }

  @Override
  public DistributedReadWriteLock readWriteLock(String name) {
    return readWriteLock(name, defaults);
  }

  @Override
  public DistributedReadWriteLock readWriteLock(String name, LockOptions options) {
    Sharing.checkForReading(Objects.requireNonNull(options, "options"));
    Found<DistributedReadWriteLock> found =
        new Found<>(name, client -> client.readWriteLock(name, options));
    return new ReadWriteLocks(
        new DeferredLock(this, Limits.name(name), options, () -> found.get().readLock()),
        lock(name, options),
        writing -> found.get().downgrade(writing));
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits) {
    return semaphore(name, permits, defaults);
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits, LockOptions options) {
    Objects.requireNonNull(options, "options");
    return new Permits(
        this,
        Limits.name(name),
        permits,
        options,
        weight ->
            new Found<>(
                name, client -> client.semaphore(name, permits, options).withWeight(weight)));
  }

  @Override
  public MultiLock allOf(List<? extends Acquirable> locks) {
    List<OfClient> mine = Members.inOrder(this, locks);
    return new DeferredMultiLock(
        List.copyOf(mine),
        new Found<>(
            mine.get(0).name(),
            client ->
                client.allOf(mine.stream().map(lock -> ((Forwarding<?>) lock).target()).toList())));
  }

  @Override
  public LeaderElection elect(
      String name, ElectionOptions options, LeaderElection.Listener listener) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    DeferredElection election = new DeferredElection(this, Limits.name(name));
    election.begin(client -> client.elect(name, options, listener));
    return election;
  }

  @Override
  public LeaderObserver observe(String name) {
    DeferredObserver<LeaderObserver> observer = new DeferredObserver<>(this, Limits.name(name));
    observer.begin(client -> client.observe(name));
    return observer;
  }

  /** Has something done with the client once there is one; not at all if this is closed before. */
  void whenConnected(Consumer<LockClient> then) {
    awaiting.add(then);
    tellConnected();
  }

  private void tellConnected() {
    if (state.get() instanceof State.Connected connected) {
      for (Consumer<LockClient> next = awaiting.poll(); next != null; next = awaiting.poll()) {
        next.accept(connected.client());
      }
    }
  }

  /** Finds something of the client's, once there is one. */
  private final class Found<T> implements Supplier<T> {
    private final String lockName;
    private final Function<LockClient, T> find;
    private volatile @Nullable T found;

    Found(String lockName, Function<LockClient, T> find) {
      this.lockName = lockName;
      this.find = find;
    }

    @Override
    public T get() {
      T known = found;
      if (known == null) {
        known = find.apply(connected(lockName));
        found = known;
      }
      return known;
    }
  }

  @Override
  public Stream<LockState> find(String pattern) {
    return connected("").find(pattern);
  }

  @Override
  public Stream<LockState> findForeign(String pattern) {
    return connected("").findForeign(pattern);
  }

  @Override
  public List<Deadlock> deadlocks() throws InterruptedException {
    return connected("").deadlocks();
  }

  @Override
  public List<Deadlock> deadlocks(Collection<String> names, Duration pause)
      throws InterruptedException {
    return connected("").deadlocks(names, pause);
  }

  @Override
  public List<LocalLock> local() {
    return state.get() instanceof State.Connected connected
        ? connected.client().local()
        : List.of();
  }

  /** A try that is under way when it is closed ends by itself, and what it opened is closed. */
  @Override
  public String toString() {
    return "LockClient[" + target + "]";
  }

  @Override
  public void close() {
    State before = state.getAndSet(new State.Closed());
    LockSupport.unpark(connecting);
    if (before instanceof State.Connected connected) {
      connected.client().close();
    }
  }
}
