package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import java.util.List;

/** The same thread again, and the lock has stayed in its process. */
final class UncontendedSticky {
  private static final String ID = "sticky";

  private UncontendedSticky() {}

  static Workload workload() {
    return new Loop(
        ID,
        "Uncontended, sticky",
        "One thread takes a lock that stayed in its process and gives it back, again and again; Baton only, with stickyFor(10 s).",
        1,
        1,
        false,
        Mode.STICKY,
        0,
        Participant.of(Participant.BATON, List.of()),
        List.of(
            Metric.LOCKS_PER_SECOND,
            Metric.P50_MICROS,
            Metric.P99_MICROS,
            Metric.P999_MICROS,
            Metric.COMMANDS_PER_LOCK,
            Metric.SERVER_MICROS_PER_LOCK),
        List.of(
            Goals.atMost(ID, Metric.COMMANDS_PER_LOCK, 0.001),
            Goals.atLeast(ID, Metric.LOCKS_PER_SECOND, 1_000_000)));
  }
}
