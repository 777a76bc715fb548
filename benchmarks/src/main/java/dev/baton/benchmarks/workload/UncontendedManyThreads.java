package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import java.util.List;

/** Many threads at once, and none is in the way of another. */
final class UncontendedManyThreads {
  private static final String ID = "uncontended-64";

  private UncontendedManyThreads() {}

  static Workload workload() {
    return new Loop(
        ID,
        "Uncontended, 64 threads with a lock each",
        "64 threads of one client each take a lock of their own and give it back, again and again. The floor on Jedis has 64 connections, all others what they open by themselves.",
        1,
        64,
        true,
        Mode.DEFAULT,
        0,
        Participant.of(
            Participant.BATON,
            UncontendedOneThread.RIVALS,
            Entrant.SET_NX_LETTUCE,
            Entrant.SET_NX_JEDIS),
        List.of(
            Metric.LOCKS_PER_SECOND,
            Metric.P50_MICROS,
            Metric.P99_MICROS,
            Metric.P999_MICROS,
            Metric.COMMANDS_PER_LOCK,
            Metric.SERVER_MICROS_PER_LOCK),
        List.of(
            Goals.timesAsMuch(ID, 0.85, Entrant.SET_NX_LETTUCE, Entrant.BATON_LETTUCE),
            Goals.timesAsMuch(ID, 0.85, Entrant.SET_NX_JEDIS, Entrant.BATON_JEDIS),
            Goals.timesAsMuch(ID, 3, Entrant.REDISSON)));
  }
}
