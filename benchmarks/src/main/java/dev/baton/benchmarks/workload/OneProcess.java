package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import java.util.List;

/** Threads of one process that want the same lock. */
final class OneProcess {
  private static final String ID = "one-process";

  /** What is measured of it. */
  static final List<Metric> COLUMNS =
      List.of(
          Metric.LOCKS_PER_SECOND,
          Metric.P50_MICROS,
          Metric.P99_MICROS,
          Metric.P999_MICROS,
          Metric.LEAST_THREAD_SHARE,
          Metric.LARGEST_THREAD_SHARE,
          Metric.COMMANDS_PER_LOCK,
          Metric.SERVER_MICROS_PER_LOCK);

  private OneProcess() {}

  static Workload workload() {
    return new Loop(
        ID,
        "Contended, 1 client with 16 threads",
        "16 threads of one process want one lock all the time.",
        1,
        16,
        false,
        Mode.DEFAULT,
        0,
        Participant.of(Participant.BATON, Participant.WAITING_RIVALS, Entrant.LOCAL),
        COLUMNS,
        List.of(
            Goals.timesAsMuch(ID, 100, Entrant.REDISSON),
            Goals.timesAsMuch(ID, 0.5, Entrant.LOCAL)));
  }
}
