package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.Histograms;
import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.crew.History;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.server.ClientShares;
import dev.baton.benchmarks.server.ServerFigures;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The figures of one measurement with closed loops.
 *
 * @param outcomes what each client reported
 * @param millis how long it lasted
 */
record LoopFigures(List<Outcome> outcomes, long millis) {
  private static final double NANOS_PER_MICRO = TimeUnit.MICROSECONDS.toNanos(1);
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  Map<Metric, Double> all(ServerFigures spent, ClientShares shares, History history) {
    Map<Metric, Double> figures = new EnumMap<>(Metric.class);
    double locks = outcomes.stream().mapToLong(Outcome::locks).sum();
    double allLocks = Math.max(1, outcomes.stream().mapToLong(Outcome::allLocks).sum());
    double perSecond = Math.max(1, locks) * TimeUnit.SECONDS.toMillis(1) / millis;
    figures.put(Metric.LOCKS_PER_SECOND, perSecond);
    figures.put(Metric.MICROS_PER_LOCK, TimeUnit.SECONDS.toMicros(1) / perSecond);
    figures.put(Metric.COMMANDS_PER_LOCK, spent.sentByClients(shares) / allLocks);
    figures.put(
        Metric.SERVER_MICROS_PER_LOCK,
        spent.cpuSeconds() * TimeUnit.SECONDS.toMicros(1) / allLocks);
    figures.putAll(latencies(outcomes));
    shares(figures, locks);
    figures.put(Metric.LONGEST_WAIT_MILLIS, longest("longestWaitNanos"));
    figures.put(Metric.LONGEST_ABSENCE_MILLIS, longest("longestAbsenceNanos"));
    if (history.exclusive()) {
      turns(figures, history);
    }
    return figures;
  }

  private static void turns(Map<Metric, Double> figures, History history) {
    figures.put(Metric.LONGEST_TURN_MILLIS, history.longestTurn() / NANOS_PER_MILLI);
    figures.put(Metric.MOST_OF_OTHERS, (double) history.mostOfOthers());
    Histogram handovers = history.handovers();
    if (handovers.getTotalCount() > 0) {
      figures.put(Metric.HANDOVER_MICROS, handovers.getValueAtPercentile(50) / NANOS_PER_MICRO);
    }
  }

  static Map<Metric, Double> latencies(List<Outcome> outcomes) {
    Histogram latency = Histograms.make();
    outcomes.forEach(outcome -> latency.add(outcome.latencies()));
    Map<Metric, Double> figures = new EnumMap<>(Metric.class);
    figures.put(Metric.P50_MICROS, latency.getValueAtPercentile(50) / NANOS_PER_MICRO);
    figures.put(Metric.P99_MICROS, latency.getValueAtPercentile(99) / NANOS_PER_MICRO);
    figures.put(Metric.P999_MICROS, latency.getValueAtPercentile(99.9) / NANOS_PER_MICRO);
    return figures;
  }

  private void shares(Map<Metric, Double> figures, double locks) {
    double[] clients = outcomes.stream().mapToDouble(Outcome::locks).sorted().toArray();
    double[] threads =
        outcomes.stream()
            .flatMap(outcome -> outcome.perThread().stream())
            .mapToDouble(Long::doubleValue)
            .sorted()
            .toArray();
    double all = Math.max(1, locks);
    figures.put(Metric.LEAST_SHARE, clients[0] * clients.length / all);
    figures.put(Metric.LARGEST_SHARE, clients[clients.length - 1] * clients.length / all);
    figures.put(Metric.LEAST_THREAD_SHARE, threads[0] * threads.length / all);
    figures.put(Metric.LARGEST_THREAD_SHARE, threads[threads.length - 1] * threads.length / all);
  }

  private double longest(String what) {
    return outcomes.stream().mapToDouble(o -> o.figures().getOrDefault(what, 0.0)).max().orElse(0)
        / NANOS_PER_MILLI;
  }
}
