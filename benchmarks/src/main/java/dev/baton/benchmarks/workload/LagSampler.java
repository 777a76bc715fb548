package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.Parking;
import dev.baton.benchmarks.server.ServerProbe;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Looks at some of many keys from time to time. A lease is due for renewal when a third of it is
 * over; what is missing of the other two thirds in a key's lifetime is how late its renewal is.
 */
final class LagSampler {
  private static final int AT_ONCE = 100;
  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final long SEED = 4_711;

  private final String uri;
  private final String prefix;
  private final int count;
  private final long leaseMillis;
  private final Histogram lag = new Histogram(3);
  private final Thread thread = new Thread(this::sample, "lag sampler");
  private volatile boolean over;

  LagSampler(String uri, String prefix, int count, long leaseMillis) {
    this.uri = uri;
    this.prefix = prefix;
    this.count = count;
    this.leaseMillis = leaseMillis;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void sample() {
    Random random = new Random(SEED);
    try (ServerProbe probe = new ServerProbe(uri)) {
      while (!over) {
        List<String> keys =
            Stream.generate(() -> prefix + random.nextInt(count)).limit(AT_ONCE).toList();
        List<Long> left = probe.millisLeft(keys);
        if (!over) { // else they may have been released meanwhile
          left.forEach(
              millis -> lag.recordValue(Math.max(0, leaseMillis - leaseMillis / 3 - millis)));
        }
        Parking.pause(INTERVAL);
      }
    }
  }

  /** Ends the sampling; of all samples, 99 in 100 were at most so late. */
  double p99Millis() throws InterruptedException {
    over = true;
    thread.join();
    return lag.getValueAtPercentile(99);
  }
}
