package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Results;
import dev.baton.benchmarks.result.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Work that is measured. */
public interface Workload {
  /** A short name, for files and for {@code --only}. */
  String id();

  /** What stands above its table. */
  String title();

  /** A sentence on what is done. */
  String sentence();

  /** How many client processes it takes. */
  int processes();

  /** Who takes part. */
  List<Participant> participants(Effort effort);

  /** The columns of its table; the first is the one that is drawn. */
  List<Metric> columns();

  /** How it grows from one participant to the next; empty if it does not. */
  default Optional<Growing> growing() {
    return Optional.empty();
  }

  /** What it should come to. */
  List<Target> targets(Effort effort);

  /** Whether it is measured once and not in each round, because it takes long. */
  default boolean once() {
    return false;
  }

  /** Measures one of them, once. */
  Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception;

  /** Those who take part and were measured, by name. */
  default List<String> measured(Results results, Effort effort) {
    return participants(effort).stream()
        .map(Participant::label)
        .filter(label -> results.have(id(), label))
        .toList();
  }
}
