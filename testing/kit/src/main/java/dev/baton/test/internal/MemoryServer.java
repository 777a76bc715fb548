package dev.baton.test.internal;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Connector;
import dev.baton.test.internal.server.Channels;
import dev.baton.test.internal.server.JavaLua;
import dev.baton.test.internal.server.MemoryRedis;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server in memory: one thread carries out the commands of all connections, in the order in which
 * they come.
 */
public final class MemoryServer implements Channels, AutoCloseable {
  private final long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  private final long startNanos = System.nanoTime();
  private final MemoryRedis redis = new MemoryRedis(this::micros, this, new JavaLua());
  private final ExecutorService thread = DaemonThreads.one("baton-test-server");
  private final Set<MemoryBackend> backends = ConcurrentHashMap.newKeySet();

  /** Held while connections come and go; never during a command. */
  private final ReentrantLock connecting = new ReentrantLock();

  private boolean reachable = true;

  /** Its wall clock, which nobody sets. */
  private long micros() {
    return startMicros + (System.nanoTime() - startNanos) / 1_000;
  }

  /** Leads here, but not while the server is unreachable. For any number of clients. */
  public Connector connector() {
    return new Address(/* always= */ false);
  }

  /** Leads here at all times, as from another machine. For any number of clients. */
  public Connector elsewhere() {
    return new Address(/* always= */ true);
  }

  private final class Address implements Connector {
    private final boolean always;

    Address(boolean always) {
      this.always = always;
    }

    @Override
    public Backend connect(BackendListener listener) {
      return open(listener, always);
    }

    @Override
    public String target() {
      return "the Redis in memory";
    }
  }

  private MemoryBackend open(BackendListener listener, boolean always) {
    connecting.lock();
    try {
      if (!reachable && !always) {
        throw unreachableFault(/* mayHaveRun= */ false);
      }
      MemoryBackend backend = new MemoryBackend(this, listener, always);
      backends.add(backend);
      return backend;
    } finally {
      connecting.unlock();
    }
  }

  static ConnectionFault unreachableFault(boolean mayHaveRun) {
    return new ConnectionFault("the Redis in memory cannot be reached", mayHaveRun, null);
  }

  /** Cuts all connections that do not come from elsewhere. What the server has, it keeps. */
  public void unreachable() {
    reachable(false, MemoryBackend::cut);
  }

  /** Lets the connections that were cut be there again. */
  public void reachable() {
    reachable(true, MemoryBackend::restore);
  }

  private void reachable(boolean fromNowOn, Consumer<MemoryBackend> change) {
    connecting.lock();
    try {
      if (reachable != fromNowOn) {
        reachable = fromNowOn;
        backends.stream().filter(backend -> !backend.always()).forEach(change);
      }
    } finally {
      connecting.unlock();
    }
  }

  /** Whether connections are not cut. */
  public boolean isReachable() {
    connecting.lock();
    try {
      return reachable;
    } finally {
      connecting.unlock();
    }
  }

  /** Has all clients look at once whether they still have what they renew. */
  public void doubt() {
    backends.forEach(MemoryBackend::doubt);
  }

  /** Has something done between two commands. */
  void run(Runnable work) {
    thread.execute(work);
  }

  /** Carries out a command; on the thread of the server only. */
  @Nullable Object execute(List<String> words) {
    return redis.execute(words);
  }

  @Override
  public int publish(String channel, boolean sharded, String message) {
    List<MemoryBackend> hearing = hearing(channel, sharded);
    hearing.forEach(backend -> backend.deliver(message));
    return hearing.size();
  }

  @Override
  public int listeners(String channel, boolean sharded) {
    return hearing(channel, sharded).size();
  }

  private List<MemoryBackend> hearing(String channel, boolean sharded) {
    return backends.stream().filter(backend -> backend.hears(channel, sharded)).toList();
  }

  /** How many connections there are. */
  int connections() {
    return backends.stream().mapToInt(MemoryBackend::connections).sum();
  }

  void left(MemoryBackend backend) {
    backends.remove(backend);
  }

  /** Is gone for everybody, for good. */
  @Override
  public void close() {
    connecting.lock();
    try {
      reachable = false;
      backends.forEach(MemoryBackend::cut);
    } finally {
      connecting.unlock();
    }
    thread.shutdown();
  }
}
