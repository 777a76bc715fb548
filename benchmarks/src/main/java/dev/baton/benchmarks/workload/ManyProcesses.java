package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import java.util.List;

/** As many processes as one machine bears that want the same lock. */
final class ManyProcesses {
  private static final String ID = "processes-32";

  private ManyProcesses() {}

  static Workload workload() {
    return new Loop(
        ID,
        "Contended, 32 clients with a thread each",
        "32 processes want one lock all the time.",
        32,
        1,
        false,
        Mode.DEFAULT,
        0,
        Participant.of(Participant.BATON, List.of(Entrant.REDISSON)),
        List.of(
            Metric.LOCKS_PER_SECOND,
            Metric.COMMANDS_PER_LOCK,
            Metric.SERVER_MICROS_PER_LOCK,
            Metric.HANDOVER_MICROS,
            Metric.LEAST_SHARE,
            Metric.LARGEST_SHARE),
        List.of());
  }
}
