package dev.baton.test;

import dev.baton.Acquirable;
import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LocalLock;
import dev.baton.LockClient;
import dev.baton.LockClientBuilder;
import dev.baton.LockState;
import dev.baton.spi.Connector;
import dev.baton.test.internal.Acquirers;
import dev.baton.test.internal.MemoryServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A Redis in memory, with the real lock client in front of it and the real scripts in it, for tests
 * of code that takes locks: without a server, a container or a native library. Everything happens
 * in real time: give tests of losses a short {@linkplain dev.baton.LockOptions#leaseDuration
 * lease}.
 *
 * <p>Names are those of keys: where a client has a {@linkplain LockClientBuilder#prefix prefix},
 * with that in front. For use by any threads.
 *
 * <pre>{@code
 * try (InMemoryLocks locks = new InMemoryLocks()) {
 *   Ledger ledger = new Ledger(locks.client());
 *   locks.heldElsewhere("order:42");
 *   assertThrows(LockTimeoutException.class, () -> ledger.pay(42));
 * }
 * }</pre>
 */
public final class InMemoryLocks implements AutoCloseable {
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

  private final MemoryServer server = new MemoryServer();
  private final Acquirers acquirers = new Acquirers();
  private final List<LockClient> clients = new CopyOnWriteArrayList<>();
  private final LockClient client = client(settings -> {});
  private final LockClient otherClient = LockClient.builder(server.elsewhere()).build();

  /** Starts a server, with nothing in it. */
  public InMemoryLocks() {}

  /**
   * The client of the code that is tested, with the settings that clients have by default.
   *
   * @return the same each time; closed with this
   */
  public LockClient client() {
    return client;
  }

  /**
   * One more client, with settings of its own, for instance {@code client(settings ->
   * settings.defaultOptions(options))}.
   *
   * @param settings what to set
   * @return another one each time, as of another process; closed with this
   * @throws BackendException if the server is {@linkplain #unreachable() unreachable}
   */
  public LockClient client(Consumer<LockClientBuilder> settings) {
    LockClientBuilder builder = LockClient.builder(connector()).listener(acquirers);
    settings.accept(builder);
    LockClient made = builder.build();
    clients.add(made);
    return made;
  }

  /**
   * A client as of a process on another machine: it reaches the server at all times, and what it
   * holds does not count as {@linkplain #held() held}.
   *
   * @return the same each time; closed with this
   */
  public LockClient otherClient() {
    return otherClient;
  }

  /**
   * What leads a lock client here that somebody else makes, and closes, such as Spring.
   *
   * @return a connector for one client at a time
   */
  public Connector connector() {
    return server.connector();
  }

  /**
   * Has the {@linkplain #otherClient() other client} hold a lock. Blocking, for about no time.
   *
   * @param lockName its name
   * @return the other client's lease, which is renewed until it is closed, or this is
   * @throws IllegalStateException if somebody holds the lock already
   */
  public Lease heldElsewhere(String lockName) {
    return otherClient
        .lock(lockName)
        .tryAcquire()
        .orElseThrow(() -> new IllegalStateException("\"" + lockName + "\" is held already"));
  }

  /**
   * Takes a lock from whoever holds it, or all who share it: as if its key had been deleted. The
   * next one in the queue has it then. A lease of {@link #client()}, or of one made with {@link
   * #client(Consumer)}, is lost when this returns, unless it is shared or the server cannot be
   * reached; others, if they are renewed, are lost soon afterwards.
   *
   * @param lockName its name
   * @throws IllegalStateException if nobody holds the lock
   */
  public void lose(String lockName) {
    LockState state = otherClient.lock(lockName).inspect();
    boolean shared = state.sharing().isPresent();
    List<String> tokens =
        state
            .sharing()
            .map(sharing -> sharing.holders().stream().map(LockState.Holder::ownerToken).toList())
            .orElseGet(() -> state.holder().stream().toList());
    if (tokens.isEmpty()) {
      throw new IllegalStateException("nobody holds \"" + lockName + "\"");
    }
    LockClient teller = server.isReachable() ? holder(lockName) : otherClient;
    Acquirable lock = shared ? teller.readWriteLock(lockName).readLock() : teller.lock(lockName);
    tokens.forEach(lock::release);
    server.doubt();
  }

  /** The client that holds a lock, which hears of it first if it releases the lock itself. */
  private LockClient holder(String lockName) {
    return clients.stream()
        .filter(each -> each.local().stream().anyMatch(isHeld(lockName)))
        .findFirst()
        .orElse(otherClient);
  }

  private static Predicate<LocalLock> isHeld(String lockName) {
    return lock -> lock.holders() > 0 && lock.lockName().equals(lockName);
  }

  /**
   * Cuts off all clients but the {@linkplain #otherClient() other one}: commands fail at once, and
   * nothing is pushed. The server goes on: leases run out there. Does nothing if it is so already.
   */
  public void unreachable() {
    server.unreachable();
  }

  /** Lets all clients be connected again. Does nothing if they are. */
  public void reachable() {
    server.reachable();
  }

  /**
   * The locks that are held now, as the server has it, by any client but the {@linkplain
   * #otherClient() other one}. Those that a client made here has {@linkplain
   * dev.baton.LockOptions#stickyFor kept} without anybody using them are not.
   *
   * @return their names, in alphabetical order
   */
  public Set<String> held() {
    Set<String> names = new TreeSet<>();
    otherClient.find("*").map(LockState::name).forEach(names::add);
    otherClient.local().stream().map(LocalLock::lockName).forEach(names::remove);
    clients.stream()
        .flatMap(each -> each.local().stream())
        .filter(lock -> lock.kept() && lock.holders() == 0)
        .map(LocalLock::lockName)
        .forEach(names::remove);
    return names;
  }

  /**
   * Checks that everything was given back, but by the {@linkplain #otherClient() other client}.
   * Releases that are on their way are awaited for 10 s.
   *
   * @throws AssertionError if something is held; names it and says for how long and by which
   *     thread, or only names it if it is held by a client that was not made here
   */
  public void assertNothingHeld() {
    List<String> found = new ArrayList<>();
    for (LockClient each : clients) {
      each.local().stream()
          .filter(lock -> lock.holders() > 0)
          .map(acquirers::describe)
          .forEach(found::add);
    }
    long begun = System.nanoTime();
    while (found.isEmpty() && System.nanoTime() - begun < ON_ITS_WAY.toNanos()) {
      if (held().isEmpty()) {
        return;
      }
      LockSupport.parkNanos(1_000_000);
    }
    throw new AssertionError("left held: " + (found.isEmpty() ? held() : String.join("; ", found)));
  }

  /** Closes all clients that were made here, and the server. */
  @Override
  public void close() {
    clients.forEach(LockClient::close);
    otherClient.close();
    server.close();
  }
}
