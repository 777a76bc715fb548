package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.ClosedLoop;
import dev.baton.benchmarks.client.FixedRate;
import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Locks at fixed moments: how long one takes that is not pressed by the one before. */
final class SteadyRate implements Workload {

  @Override
  public String id() {
    return "fixed-rate";
  }

  @Override
  public String title() {
    return "Uncontended, at a fixed rate";
  }

  @Override
  public String sentence() {
    return "One thread takes a free lock and gives it back at fixed moments, half as often as it"
        + " could. Each counts from the moment at which it was due, so that what one slow lock"
        + " holds up is counted too.";
  }

  @Override
  public int processes() {
    return 1;
  }

  @Override
  public List<Participant> participants(Effort effort) {
    return Participant.of(
        Participant.BATON,
        UncontendedOneThread.RIVALS,
        Entrant.SET_NX_LETTUCE,
        Entrant.SET_NX_JEDIS);
  }

  @Override
  public List<Metric> columns() {
    return List.of(Metric.P99_MICROS, Metric.P50_MICROS, Metric.P999_MICROS, Metric.RATE);
  }

  @Override
  public List<Target> targets(Effort effort) {
    return List.of();
  }

  @Override
  public Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception {
    bench.crew().open(participant.entrant(), Mode.DEFAULT, bench.uri(), 1);
    try {
      long warm = bench.effort().warmMillis();
      long millis = bench.effort().millis();
      ClosedLoop pressed =
          new ClosedLoop(Bench.KEY, 1, false, 1, System.nanoTime(), 2 * warm, 0, 0, "");
      double closed =
          (double) bench.crew().performOne(0, pressed, Duration.ofMillis(2 * warm)).locks();
      double rate = Math.max(1, closed / (2 * warm) * TimeUnit.SECONDS.toMillis(1) / 2);
      FixedRate steady = new FixedRate(Bench.KEY, rate, millis);
      Outcome outcome = bench.crew().performOne(0, steady, Duration.ofMillis(millis));
      Map<Metric, Double> figures = LoopFigures.latencies(List.of(outcome));
      figures.put(Metric.RATE, rate);
      return figures;
    } finally {
      bench.crew().disconnect();
      bench.probe().flush();
    }
  }
}
