package dev.baton.benchmarks.jmh;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A lock that this process holds, and one that it keeps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings({"NullAway.Init", "LockNotBeforeTry"}) // JMH calls start() first, and stop()
public class LocalState {
  private RedisServer server;
  private LockClient client;
  private DistributedLock held;
  private DistributedLock sticky;
  private Lease lease;
  private Lock javaLock;

  /** Starts a server, and takes the locks. */
  @Setup(Level.Trial)
  public void start() {
    server = RedisServer.start();
    client = LockClient.connect(server.uri());
    held = client.lock("held");
    lease = held.tryAcquire().orElseThrow();
    sticky = client.lock("sticky", LockOptions.defaults().stickyFor(Duration.ofMinutes(1)));
    javaLock = client.lock("java").asJavaLock();
    javaLock.lock();
  }

  /** Ends both. */
  @TearDown(Level.Trial)
  public void stop() {
    client.close();
    server.close();
  }

  /** Takes a lock that stayed in this process, and gives it back. */
  @Benchmark
  public void stickyAcquireAndRelease() throws InterruptedException {
    sticky.acquire().release();
  }

  /** Takes a lock again that this thread holds, and gives it back. */
  @Benchmark
  public void reentry() {
    javaLock.lock();
    javaLock.unlock();
  }

  /** Asks a lease whether it is held. */
  @Benchmark
  public boolean isHeld() {
    return lease.isHeld();
  }

  /** Asks a lease for how long it is still held. */
  @Benchmark
  public Duration remaining() {
    return lease.remaining();
  }

  /** Tries to take a lock that this process holds. */
  @Benchmark
  public Optional<Lease> tryAcquireOfHeldLock() {
    return held.tryAcquire();
  }
}
