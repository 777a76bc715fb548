package dev.baton.testing.faults.harness;

import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockState;
import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.faults.worker.Use;
import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.history.History;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Servers, the workers around them, and connections of our own that no fault touches. */
public abstract class Site implements AutoCloseable {
  private final String uri;
  private final Path folder = Files.createTempDirectory("baton-faults-");
  private final List<Worker> all = new ArrayList<>();
  private final List<Worker> present = new CopyOnWriteArrayList<>();
  private final LockClient observer;
  private final Losses losses = new Losses();
  private volatile Use use = Use.EXCLUSIVE;

  /** One whose servers clients find at an address. */
  Site(String uri) throws IOException {
    this.uri = uri;
    this.observer = Adapter.JEDIS.connect(uri, "observer");
  }

  /** The locks that the servers here can grant as they are to be. */
  abstract Set<WantedLock> grantable();

  /** The locks that workers want here. */
  public final Set<WantedLock> locks() {
    return use.of(grantable());
  }

  /** The server that has a lock; waits for one while there is none. */
  public abstract RedisServer primary(WantedLock lock);

  /** The servers that have keys of their own. */
  abstract List<RedisServer> primaries();

  /** Begins to look at the order of waiters, where that is judged. */
  public AutoCloseable watch(History history) {
    return () -> {};
  }

  /**
   * Which servers have keys of their own, in words: another one than before has lost what had not
   * reached it, unless it waited for that.
   */
  public final String roles() {
    return primaries().stream().map(server -> "" + server.port()).toList().toString();
  }

  /** When servers lost data. */
  public final Losses losses() {
    return losses;
  }

  /** A file of this name that all workers find. */
  public final Path file(String name) {
    return folder.resolve(name);
  }

  /** Starts a worker; adapters take turns. */
  public final Worker hire(int threads) throws IOException {
    return hire(Adapter.ofNumber(all.size()), threads);
  }

  /** Starts a worker. */
  public Worker hire(Adapter adapter, int threads) throws IOException {
    return hire(adapter, threads, uri, List.of());
  }

  /** Starts a worker that finds the servers at another address; its JVM is run with a prefix. */
  final Worker hire(Adapter adapter, int threads, String at, List<String> prefix)
      throws IOException {
    Worker worker = Worker.start("worker-" + all.size(), adapter, at, folder, threads, prefix);
    all.add(worker);
    present.add(worker);
    return worker;
  }

  /** Called when a worker is gone. */
  void left(Worker worker) throws IOException {}

  /** Has workers use locks so, from the next on that is put to work. */
  public final void use(Use now) {
    use = now;
  }

  /** Has a worker want locks until it is told to rest. */
  public final void putToWork(Worker worker, long seed) {
    worker.loop(seed, use, locks());
  }

  /** Those that are there. */
  public final List<Worker> workers() {
    return List.copyOf(present);
  }

  /** Kills a worker; its journal remains. */
  public final void kill(Worker worker) throws InterruptedException, IOException {
    present.remove(worker);
    worker.kill();
    left(worker);
  }

  /** Who holds a lock, if it is one of ours that is there. */
  public final Optional<Worker> holder(WantedLock lock) {
    return look(lock.key()).flatMap(LockState::holder).flatMap(this::named);
  }

  /** Who waits for a lock first, if it is one of ours that is there. */
  public final Optional<Worker> firstWaiter(WantedLock lock) {
    return look(lock.key())
        .flatMap(s -> s.waiters().stream().findFirst())
        .map(LockState.Waiter::ownerToken)
        .flatMap(this::named);
  }

  /** How many wait for a lock in the server; none if it cannot be asked. */
  public final int waiting(String lock) {
    return look(lock).map(state -> state.waiters().size()).orElse(0);
  }

  /**
   * Who has a lock though nobody wants it any more: looks until it is free, or for longer than the
   * lease of one who died.
   */
  public final Optional<String> stillHeld(String lock) {
    long begin = System.nanoTime();
    Optional<String> holder = look(lock).flatMap(LockState::holder);
    while (holder.isPresent() && System.nanoTime() - begin < Leftovers.LONGER_THAN_A_LEASE) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      holder = look(lock).flatMap(LockState::holder);
    }
    return holder;
  }

  /** What all workers noted, and {@code seen} beside it; each grant on its primary. */
  public final History history(History seen) throws IOException {
    History history = new History();
    seen.faults().forEach(history::add);
    seen.queues().forEach(history::add);
    for (Worker worker : all) {
      worker.collect(history);
    }
    return losses.onPrimaries(history);
  }

  /** Ends all workers in order, and tells what is left of them: nothing, it is hoped. */
  public final List<String> stopAndLookForLeftovers() throws InterruptedException, IOException {
    List<String> found = new ArrayList<>();
    for (Worker worker : present) {
      worker.stop().forEach(thread -> found.add(worker.name() + ": thread " + thread));
      left(worker);
    }
    present.clear();
    observer.close();
    for (RedisServer primary : primaries()) {
      try (Wire wire = Wire.to(primary)) {
        found.addAll(Leftovers.on(wire));
      }
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    observer.close();
    for (Worker worker : all) {
      worker.close();
      left(worker);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Empty if the server does not answer, or the key is not a lock just now. */
  final Optional<LockState> look(String lock) {
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
