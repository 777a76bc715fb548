package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import java.util.List;

/** Many processes that want the same lock, served in the order in which they came. */
final class StrictQueue {
  private static final String ID = "strict-16";

  private StrictQueue() {}

  static Workload workload() {
    return new Loop(
        ID,
        "Contended, 16 clients with a thread each, strict FIFO",
        "16 processes want one lock all the time; Baton serves them strictly in the order in which they came.",
        16,
        1,
        false,
        Mode.STRICT_FIFO,
        0,
        Participant.of(Participant.BATON, Participant.WAITING_RIVALS),
        List.of(
            Metric.LOCKS_PER_SECOND,
            Metric.COMMANDS_PER_LOCK,
            Metric.SERVER_MICROS_PER_LOCK,
            Metric.HANDOVER_MICROS,
            Metric.P50_MICROS,
            Metric.P99_MICROS,
            Metric.P999_MICROS,
            Metric.LEAST_SHARE,
            Metric.LARGEST_SHARE),
        List.of(
            Goals.timesAsMuch(ID, 10, Entrant.REDISSON),
            Goals.timesAsMuch(ID, 10, Entrant.REDISSON_FAIR),
            Goals.atMost(ID, Metric.COMMANDS_PER_LOCK, 2.05)));
  }
}
