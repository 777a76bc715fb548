package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.KeepManyReading;
import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** More and more who read at the same time, and what one more costs the server then. */
final class GrowingReaders implements Workload {
  private static final String READERS = "readers";

  /** More than that take Redisson minutes. */
  private static final int MOST_OF_REDISSON = 1_000;

  @Override
  public String id() {
    return "reader-growth";
  }

  @Override
  public String title() {
    return "Growing readers";
  }

  @Override
  public String sentence() {
    return "One thread takes a read lock and gives it back, again and again, beside others that read all the time, each with a grant of its own; Redisson up to 1,000.";
  }

  @Override
  public int processes() {
    return 1;
  }

  @Override
  public List<Participant> participants(Effort effort) {
    List<Integer> fewer =
        effort.queues().stream().filter(size -> size <= MOST_OF_REDISSON).toList();
    return Stream.concat(
            Participant.sizes(effort.queues(), READERS).stream(),
            Participant.sizes(List.of(Entrant.REDISSON_READ_WRITE), fewer, READERS).stream())
        .toList();
  }

  @Override
  public Optional<Growing> growing() {
    return Optional.of(
        new Growing(
            READERS,
            "others that read",
            List.of(Metric.SERVER_MICROS_PER_LOCK, Metric.COMMANDS_PER_LOCK)));
  }

  @Override
  public List<Metric> columns() {
    return List.of(
        Metric.SERVER_MICROS_PER_LOCK,
        Metric.COMMANDS_PER_LOCK,
        Metric.LOCKS_PER_SECOND,
        Metric.P50_MICROS,
        Metric.P99_MICROS);
  }

  @Override
  public List<Target> targets(Effort effort) {
    return Participant.BATON.stream()
        .flatMap(
            adapter ->
                Stream.of(Metric.SERVER_MICROS_PER_LOCK, Metric.COMMANDS_PER_LOCK)
                    .map(metric -> Goals.flat(id(), metric, adapter, effort.queues(), READERS)))
        .toList();
  }

  @Override
  public Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception {
    return new Loop(
            id(),
            title(),
            sentence(),
            processes(),
            1,
            false,
            Mode.READ,
            0,
            List.of(new KeepManyReading(Bench.KEY, participant.size())),
            List.of(participant),
            columns(),
            List.of())
        .measure(participant, bench);
  }
}
