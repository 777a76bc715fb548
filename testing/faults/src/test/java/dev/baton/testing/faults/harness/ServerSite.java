package dev.baton.testing.faults.harness;

import dev.baton.LockState;
import dev.baton.testing.faults.proxy.Proxy;
import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.history.History;
import dev.baton.testing.history.QueueSeen;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One server, and a proxy before it for each worker. */
public final class ServerSite extends Site {
  private final RedisServer server;
  private final Map<Worker, Proxy> proxies = new ConcurrentHashMap<>();

  /** Takes over a server that was started for it. */
  public ServerSite(RedisServer server) throws IOException {
    super(server.uri());
    this.server = server;
  }

  public RedisServer server() {
    return server;
  }

  /** A new connection of our own. */
  public Wire wire() {
    return Wire.to(server);
  }

  /** What a worker's connections go through. */
  public Proxy proxyOf(Worker worker) {
    return Optional.ofNullable(proxies.get(worker)).orElseThrow();
  }

  /** What all workers' connections go through. */
  public Collection<Proxy> proxies() {
    return List.copyOf(proxies.values());
  }

  @Override
  Set<WantedLock> grantable() {
    return WantedLock.WITHOUT_POLICY;
  }

  @Override
  public RedisServer primary(WantedLock lock) {
    return server;
  }

  @Override
  List<RedisServer> primaries() {
    return List.of(server);
  }

  @Override
  public Worker hire(Adapter adapter, int threads) throws IOException {
    return hire(adapter, threads, InetAddress.getLoopbackAddress(), List.of());
  }

  /**
   * Starts a worker whose client awaits each answer for as long as it takes: nothing is sent twice
   * because the machine is slow.
   */
  public Worker hirePatient(Adapter adapter) throws IOException {
    Proxy proxy = Proxy.before(server.port(), InetAddress.getLoopbackAddress());
    Worker worker = hire(adapter, 1, proxy.uri() + "?timeout=10m", List.of());
    proxies.put(worker, proxy);
    return worker;
  }

  /** Starts a worker that finds its proxy at an address; its JVM is run with a prefix. */
  public Worker hire(Adapter adapter, int threads, InetAddress proxyAt, List<String> prefix)
      throws IOException {
    Proxy proxy = Proxy.before(server.port(), proxyAt);
    Worker worker = hire(adapter, threads, proxy.uri(), prefix);
    proxies.put(worker, proxy);
    return worker;
  }

  @Override
  void left(Worker worker) throws IOException {
    proxyOf(worker).close();
  }

  @Override
  public AutoCloseable watch(History history) {
    return new Observer(this, history);
  }

  /**
   * Looks at the queues of the shared locks, as far as the server answers; not at that whose grants
   * lapse so soon that a busy machine costs a waiter its place.
   */
  void observe(History history) {
    for (WantedLock lock : List.of(WantedLock.RENEWED, WantedLock.STRICT)) {
      long at = System.nanoTime();
      look(lock.key())
          .filter(state -> state.waiters().size() > 1)
          .ifPresent(state -> history.add(new QueueSeen(at, lock.key(), tokens(state))));
    }
  }

  private static List<String> tokens(LockState state) {
    return state.waiters().stream().map(LockState.Waiter::ownerToken).toList();
  }

  @Override
  public void close() throws IOException {
    super.close();
    server.close();
  }
}
