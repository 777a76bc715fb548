package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.QueueOfWaiters;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A queue in the server that gets longer and longer, and what a lock costs then. */
final class GrowingQueue implements Workload {
  private static final String WAITERS = "waiters";

  @Override
  public String id() {
    return "growing-queue";
  }

  @Override
  public String title() {
    return "A growing queue";
  }

  @Override
  public String sentence() {
    return "Asynchronous waiters of one client stand in the queue of one lock, strictly in order, each with a place of its own; whoever had the lock goes to the end. The queue keeps its length while it is measured.";
  }

  @Override
  public int processes() {
    return 1;
  }

  @Override
  public List<Participant> participants(Effort effort) {
    return Participant.sizes(effort.queues(), WAITERS);
  }

  @Override
  public Optional<Growing> growing() {
    return Optional.of(
        new Growing(
            WAITERS,
            "waiters in the queue",
            List.of(
                Metric.HANDOVER_MICROS, Metric.SERVER_MICROS_PER_LOCK, Metric.COMMANDS_PER_LOCK)));
  }

  @Override
  public List<Metric> columns() {
    return List.of(
        Metric.HANDOVER_MICROS,
        Metric.COMMANDS_PER_LOCK,
        Metric.SERVER_MICROS_PER_LOCK,
        Metric.LOCKS_PER_SECOND);
  }

  @Override
  public List<Target> targets(Effort effort) {
    return Participant.BATON.stream()
        .flatMap(
            adapter ->
                Stream.of(
                        Metric.COMMANDS_PER_LOCK,
                        Metric.SERVER_MICROS_PER_LOCK,
                        Metric.HANDOVER_MICROS)
                    .map(metric -> Goals.flat(id(), metric, adapter, effort.queues(), WAITERS)))
        .toList();
  }

  @Override
  public Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception {
    long warm = bench.effort().warmMillis();
    long millis = bench.effort().millis();
    bench.crew().open(participant.entrant(), Mode.STRICT_FIFO, bench.uri(), 1);
    try {
      Map<String, Double> figures =
          bench
              .crew()
              .performOne(
                  0,
                  new QueueOfWaiters(bench.uri(), Bench.KEY, participant.size(), warm, millis),
                  Duration.ofMillis(warm + millis))
              .figures();
      return Map.of(
          Metric.LOCKS_PER_SECOND, figures.getOrDefault("locksPerSecond", Double.NaN),
          Metric.COMMANDS_PER_LOCK, figures.getOrDefault("commands", Double.NaN),
          Metric.SERVER_MICROS_PER_LOCK, figures.getOrDefault("cpuMicros", Double.NaN),
          Metric.HANDOVER_MICROS,
              figures.getOrDefault("handoverNanos", Double.NaN) / TimeUnit.MICROSECONDS.toNanos(1));
    } finally {
      bench.crew().disconnect();
      bench.probe().flush();
    }
  }
}
