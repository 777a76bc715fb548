package dev.baton.benchmarks.jmh;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockClientBuilder;
import dev.baton.LockListener;
import dev.baton.LockOptions;
import dev.baton.micrometer.LockObservations;
import dev.baton.testing.server.RedisServer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A lock that this process keeps, and somebody who is told of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls start() first, and stop()
public class WatchedState {
  /**
   * Who is told: nobody, a listener that counts, Micrometer's timers, or a recording with its
   * defaults, or of all.
   */
  @Param({"nobody", "listener", "micrometer", "recording", "recordingAll"})
  public String told;

  private RedisServer server;
  private LockClient client;
  private DistributedLock sticky;
  private @Nullable Recording recording;

  /** Counts what it is told. */
  private static final class Counting implements LockListener {
    private final LongAdder acquired = new LongAdder();
    private final LongAdder heldNanos = new LongAdder();

    @Override
    public void acquired(Acquired acquisition) {
      acquired.increment();
    }

    @Override
    public void released(Released release) {
      heldNanos.add(release.held().toNanos());
    }
  }

  /** Starts a server and who is told, and takes the lock. */
  @Setup(Level.Trial)
  public void start() {
    server = RedisServer.start();
    LockClientBuilder builder = LockClient.builder(server.uri());
    if (told.equals("listener")) {
      builder.listener(new Counting());
    }
    if (told.equals("micrometer")) {
      ObservationRegistry observations = ObservationRegistry.create();
      observations
          .observationConfig()
          .observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
      builder.listener(new LockObservations(observations));
    }
    if (told.startsWith("recording")) {
      Recording begun = new Recording();
      if (told.equals("recordingAll")) {
        begun.enable("dev.baton.LockAcquire").withoutThreshold();
        begun.enable("dev.baton.LockHold").withoutThreshold();
      } else {
        begun.enable("dev.baton.LockAcquire");
        begun.enable("dev.baton.LockHold");
      }
      begun.setMaxSize(16 << 20);
      begun.start();
      recording = begun;
    }
    client = builder.build();
    sticky = client.lock("sticky", LockOptions.defaults().stickyFor(Duration.ofMinutes(1)));
  }

  /** Ends all. */
  @TearDown(Level.Trial)
  public void stop() {
    client.close();
    server.close();
    if (recording != null) {
      recording.close();
    }
  }

  /** Takes a lock that stayed in this process, and gives it back. */
  @Benchmark
  public void stickyAcquireAndRelease() throws InterruptedException {
    sticky.acquire().release();
  }
}
