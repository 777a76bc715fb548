package dev.baton.testing.faults.harness;

import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockState;
import dev.baton.testing.faults.proxy.Proxy;
import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.faults.worker.SharedLock;
import dev.baton.testing.history.History;
import dev.baton.testing.history.QueueSeen;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A server, the workers around it, and a connection of our own that no fault touches. */
public final class Site implements AutoCloseable {
  private final RedisServer server;
  private final Path folder = Files.createTempDirectory("baton-faults-");
  private final List<Worker> all = new ArrayList<>();
  private final List<Worker> present = new CopyOnWriteArrayList<>();
  private final LockClient observer;
  private final Losses losses = new Losses();

  /** Takes over a server that was started for it. */
  public Site(RedisServer server) throws IOException {
    this.server = server;
    this.observer = Adapter.JEDIS.connect(server.uri(), "observer");
  }

  public RedisServer server() {
    return server;
  }

  /** When the server lost data. */
  public Losses losses() {
    return losses;
  }

  /** A new connection of our own. */
  public Wire wire() {
    return Wire.to(server.port());
  }

  /** Starts a worker behind a proxy of its own; adapters take turns. */
  public Worker hire(int threads) throws IOException {
    return hire(Adapter.ofNumber(all.size()), threads);
  }

  public Worker hire(Adapter adapter, int threads) throws IOException {
    return hire(adapter, threads, InetAddress.getLoopbackAddress(), List.of());
  }

  /** Starts a worker that finds its proxy at an address; its JVM is run with a prefix. */
  public Worker hire(Adapter adapter, int threads, InetAddress proxyAt, List<String> prefix)
      throws IOException {
    Proxy proxy = Proxy.before(server.port(), proxyAt);
    String name = "worker-" + all.size();
    Worker worker = Worker.start(name, adapter, proxy, folder, threads, prefix);
    all.add(worker);
    present.add(worker);
    return worker;
  }

  /** Those that are there. */
  public List<Worker> workers() {
    return List.copyOf(present);
  }

  /** Kills a worker; its journal remains. */
  public void kill(Worker worker) throws InterruptedException, IOException {
    present.remove(worker);
    worker.kill();
    worker.proxy().close();
  }

  /** Who holds a lock, if it is one of ours that is there. */
  public Optional<Worker> holder(SharedLock lock) {
    return look(lock.key()).flatMap(LockState::holder).flatMap(this::named);
  }

  /** Who waits for a lock first, if it is one of ours that is there. */
  public Optional<Worker> firstWaiter(SharedLock lock) {
    return look(lock.key())
        .flatMap(s -> s.waiters().stream().findFirst())
        .map(LockState.Waiter::ownerToken)
        .flatMap(this::named);
  }

  /** How many wait for a lock in the server; none if it cannot be asked. */
  public int waiting(String lock) {
    return look(lock).map(state -> state.waiters().size()).orElse(0);
  }

  /**
   * Looks at the queues of the shared locks, as far as the server answers; not at that whose grants
   * lapse so soon that a busy machine costs a waiter its place.
   */
  void observe(History history) {
    for (SharedLock lock : List.of(SharedLock.RENEWED, SharedLock.STRICT)) {
      long at = System.nanoTime();
      look(lock.key())
          .filter(state -> state.waiters().size() > 1)
          .ifPresent(state -> history.add(new QueueSeen(at, lock.key(), tokens(state))));
    }
  }

  private static List<String> tokens(LockState state) {
    return state.waiters().stream().map(LockState.Waiter::ownerToken).toList();
  }

  /** What all workers noted, and {@code seen} beside it; each grant on its primary. */
  public History history(History seen) throws IOException {
    History history = new History();
    seen.faults().forEach(history::add);
    seen.queues().forEach(history::add);
    for (Worker worker : all) {
      worker.collect(history);
    }
    return losses.onPrimaries(history);
  }

  /** Ends all workers in order, and tells what is left of them: nothing, it is hoped. */
  public List<String> stopAndLookForLeftovers() throws InterruptedException, IOException {
    List<String> left = new ArrayList<>();
    for (Worker worker : present) {
      worker.stop().forEach(thread -> left.add(worker.name() + ": thread " + thread));
      worker.proxy().close();
    }
    present.clear();
    observer.close();
    try (Wire wire = wire()) {
      left.addAll(Leftovers.on(wire));
    }
    return left;
  }

  @Override
  public void close() throws IOException {
    observer.close();
    for (Worker worker : all) {
      worker.close();
    }
    server.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Empty if the server does not answer, or the key is not a lock just now. */
  private Optional<LockState> look(String lock) {
    try {
      return Optional.of(observer.lock(lock).inspect());
    } catch (LockException e) {
      return Optional.empty();
    }
  }

  /** The worker that an owner token names: "worker-3@host:pid/…". */
  private Optional<Worker> named(String token) {
    return present.stream().filter(worker -> token.startsWith(worker.name() + "@")).findFirst();
  }
}
