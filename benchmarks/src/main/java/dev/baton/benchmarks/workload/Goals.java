package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import dev.baton.benchmarks.result.Target.Choice;
import java.util.List;

/** Targets in the forms that most workloads need. */
final class Goals {
  private static final List<String> BATON =
      List.of(Entrant.BATON_LETTUCE.title(), Entrant.BATON_JEDIS.title());

  /** So much may a figure grow that is to stay what it is. */
  private static final double FLAT = 1.2;

  private Goals() {}

  /** So many times as much as another, by the better adapter. */
  static Target timesAsMuch(String workload, double bound, Entrant reference) {
    return timesAsMuch(workload, bound, reference, BATON);
  }

  /** So many times as much as another, by one adapter. */
  static Target timesAsMuch(String workload, double bound, Entrant reference, Entrant adapter) {
    return timesAsMuch(workload, bound, reference, List.of(adapter.title()));
  }

  private static Target timesAsMuch(
      String workload, double bound, Entrant reference, List<String> labels) {
    return new Target(
        workload,
        "locks/s compared to " + reference.title(),
        labels,
        Choice.BEST,
        Metric.LOCKS_PER_SECOND,
        reference.title(),
        bound,
        false);
  }

  /** At most so many times another's figure, by one adapter. */
  static Target atMostTimes(
      String workload, Metric metric, double bound, Entrant reference, Entrant adapter) {
    return new Target(
        workload,
        metric.title() + " compared to " + reference.title(),
        List.of(adapter.title()),
        Choice.BEST,
        metric,
        reference.title(),
        bound,
        true);
  }

  /** A figure that stays what it is at the first size, but for a fifth, at all others. */
  static Target flat(
      String workload, Metric metric, Entrant adapter, List<Integer> sizes, String what) {
    String first = Participant.label(adapter, sizes.get(0), what);
    return new Target(
        workload,
        metric.title() + " compared to " + first,
        sizes.stream().skip(1).map(size -> Participant.label(adapter, size, what)).toList(),
        Choice.WORST,
        metric,
        first,
        FLAT,
        true);
  }

  /** A figure that both adapters keep to. */
  static Target atMost(String workload, Metric metric, double bound) {
    return new Target(workload, metric.title(), BATON, Choice.WORST, metric, null, bound, true);
  }

  /** A figure that both adapters come to. */
  static Target atLeast(String workload, Metric metric, double bound) {
    return new Target(workload, metric.title(), BATON, Choice.WORST, metric, null, bound, false);
  }
}
