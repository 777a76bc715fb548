package dev.baton.benchmarks.client;

import dev.baton.benchmarks.contestant.Contestant;
import dev.baton.benchmarks.contestant.LockHandle;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One thread that is to take a lock and give it back at fixed moments. Its latency counts from the
 * moment at which it should have begun, so that one slow lock is seen in all that it held up.
 *
 * @param key the lock's name
 * @param perSecond how often
 * @param millis how long
 */
public record FixedRate(String key, double perSecond, long millis) implements Task {
  /** Parking takes longer than asked by about this much; the rest is spent spinning. */
  private static final long PARKING_NANOS = TimeUnit.MICROSECONDS.toNanos(80);

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) throws Exception {
    LockHandle lock = contestant.handle(key);
    Histogram latency = Histograms.make();
    double interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long count = Math.round(TimeUnit.MILLISECONDS.toNanos(millis) / interval);
    long begin = System.nanoTime();
    for (long i = 0; i < count; i++) {
      long intended = begin + Math.round(i * interval);
      awaitMoment(intended);
      lock.acquire();
      lock.release();
      Histograms.record(latency, System.nanoTime() - intended);
    }
    return new Outcome(
        count, count, List.of(count), Histograms.encode(latency), Map.of("rate", perSecond), null);
  }

  private void awaitMoment(long moment) {
    for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
      if (left > PARKING_NANOS) {
        LockSupport.parkNanos(this, left - PARKING_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
