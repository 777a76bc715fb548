package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import java.util.List;

/** From one process to another: release called here until acquire has returned there. */
final class Handover {
  private static final String ID = "handover";

  private Handover() {}

  static Workload workload() {
    return new Loop(
        ID,
        "Contended, 2 clients: the handover",
        "Two processes take turns; each holds the lock for 0.5 ms, so that the other waits by then. Measured from the call of release in one until acquire has returned in the other.",
        2,
        1,
        false,
        Mode.DEFAULT,
        500,
        Participant.of(
            Participant.BATON,
            Participant.WAITING_RIVALS,
            Entrant.PING_PONG_LETTUCE,
            Entrant.PING_PONG_JEDIS),
        List.of(
            Metric.HANDOVER_MICROS,
            Metric.LOCKS_PER_SECOND,
            Metric.COMMANDS_PER_LOCK,
            Metric.SERVER_MICROS_PER_LOCK),
        List.of(
            Goals.atMostTimes(
                ID, Metric.HANDOVER_MICROS, 1.2, Entrant.PING_PONG_LETTUCE, Entrant.BATON_LETTUCE),
            Goals.atMostTimes(
                ID, Metric.HANDOVER_MICROS, 1.2, Entrant.PING_PONG_JEDIS, Entrant.BATON_JEDIS)));
  }
}
