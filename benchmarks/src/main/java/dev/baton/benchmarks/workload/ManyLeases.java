package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.client.TakeLeases;
import dev.baton.benchmarks.client.WatchLeases;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Leases in one process that are all renewed. */
final class ManyLeases implements Workload {

  @Override
  public String id() {
    return "many-leases";
  }

  @Override
  public String title() {
    return "Many leases in one client";
  }

  @Override
  public String sentence() {
    return "One client holds locks whose leases it renews all the time, each every third of the lease. The lag says how late a renewal is, seen from outside by the lifetime that the keys have left.";
  }

  @Override
  public int processes() {
    return 1;
  }

  @Override
  public boolean once() {
    return true;
  }

  @Override
  public List<Participant> participants(Effort effort) {
    return Participant.of(Participant.BATON, List.of());
  }

  @Override
  public List<Metric> columns() {
    return List.of(
        Metric.CLIENT_CPU, Metric.BYTES_EACH, Metric.LAG_P99_MILLIS, Metric.LOST, Metric.THREADS);
  }

  @Override
  public List<Target> targets(Effort effort) {
    return List.of(
        Goals.atMost(id(), Metric.LOST, 0),
        Goals.atMost(id(), Metric.CLIENT_CPU, 15),
        Goals.atMost(id(), Metric.BYTES_EACH, 600),
        Goals.atMost(id(), Metric.LAG_P99_MILLIS, 1_000));
  }

  @Override
  public Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception {
    Effort effort = bench.effort();
    Duration expected = Duration.ofMillis(effort.leasesMillis());
    bench.crew().open(participant.entrant(), Mode.DEFAULT, bench.uri(), 1);
    try {
      bench
          .crew()
          .performOne(
              0, new TakeLeases(Bench.KEY, effort.leases(), effort.leaseMillis()), expected);
      LagSampler sampler =
          new LagSampler(bench.uri(), Bench.KEY, effort.leases(), effort.leaseMillis());
      sampler.start();
      Outcome outcome =
          bench.crew().performOne(0, new WatchLeases(effort.leasesMillis()), expected);
      Map<String, Double> figures = outcome.figures();
      return Map.of(
          Metric.LOST, figures.getOrDefault("lost", Double.NaN),
          Metric.CLIENT_CPU, 100 * figures.getOrDefault("cpuShare", Double.NaN),
          Metric.BYTES_EACH, figures.getOrDefault("bytesPerLease", Double.NaN),
          Metric.THREADS, figures.getOrDefault("threads", Double.NaN),
          Metric.LAG_P99_MILLIS, sampler.p99Millis());
    } finally {
      bench.crew().disconnect();
      bench.probe().flush();
    }
  }
}
