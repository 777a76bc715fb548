package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.HoldKeys;
import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.client.WaitForKeys;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Waiters in one process, weighed: connections, threads, heap. */
final class ManyWaiters implements Workload {
  private static final String KEYS = "keys";
  private static final double BYTES = 1_024;

  @Override
  public String id() {
    return "many-waiters";
  }

  @Override
  public String title() {
    return "Many waiters in one client";
  }

  @Override
  public String sentence() {
    return "A second process holds the locks; asynchronous waiters of one client wait for them, all for one lock or each for another.";
  }

  @Override
  public int processes() {
    return 2;
  }

  @Override
  public boolean once() {
    return true;
  }

  @Override
  public List<Participant> participants(Effort effort) {
    return Participant.sizes(List.of(1, effort.waiters()), KEYS);
  }

  @Override
  public List<Metric> columns() {
    return List.of(Metric.BYTES_EACH, Metric.CONNECTIONS, Metric.THREADS);
  }

  @Override
  public List<Target> targets(Effort effort) {
    List<String> labels = participants(effort).stream().map(Participant::label).toList();
    return List.of(
        new Target(
            id(),
            "heap of each of " + effort.waiters() + " waiters",
            labels,
            Target.Choice.WORST,
            Metric.BYTES_EACH,
            null,
            BYTES,
            true),
        new Target(
            id(),
            "connections of the client",
            labels,
            Target.Choice.WORST,
            Metric.CONNECTIONS,
            null,
            2,
            true));
  }

  @Override
  public Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception {
    Effort effort = bench.effort();
    int keys = participant.size();
    Duration expected = Duration.ofMinutes(1);
    bench.crew().open(participant.entrant(), Mode.DEFAULT, bench.uri(), 1);
    try {
      bench.crew().performOne(1, new HoldKeys(Bench.KEY, keys), expected);
      long holders = bench.probe().connections() - 1;
      Outcome outcome =
          bench
              .crew()
              .performOne(
                  0,
                  new WaitForKeys(Bench.KEY, keys, effort.waiters(), 2 * effort.warmMillis()),
                  expected);
      return Map.of(
          Metric.BYTES_EACH, outcome.figures().getOrDefault("bytesPerWaiter", Double.NaN),
          Metric.THREADS, outcome.figures().getOrDefault("threads", Double.NaN),
          Metric.CONNECTIONS, (double) (bench.probe().connections() - holders));
    } finally {
      bench.crew().disconnect();
      bench.probe().flush();
    }
  }
}
