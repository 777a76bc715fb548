package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import java.util.List;

/** One thread, nobody else: what a lock costs when nothing goes on. */
final class UncontendedOneThread {
  private static final String ID = "uncontended";

  /** All rivals, also the one that cannot wait. */
  static final List<Entrant> RIVALS =
      List.of(
          Entrant.REDISSON,
          Entrant.REDISSON_FAIR,
          Entrant.REDISSON_SPIN,
          Entrant.SPRING_PUBSUB,
          Entrant.SPRING_SPIN,
          Entrant.SHEDLOCK);

  /** What is measured of it. */
  static final List<Metric> COLUMNS =
      List.of(
          Metric.LOCKS_PER_SECOND,
          Metric.MICROS_PER_LOCK,
          Metric.P50_MICROS,
          Metric.P99_MICROS,
          Metric.P999_MICROS,
          Metric.COMMANDS_PER_LOCK,
          Metric.SERVER_MICROS_PER_LOCK);

  private UncontendedOneThread() {}

  static Workload workload() {
    return new Loop(
        ID,
        "Uncontended, one thread",
        "One thread takes a free lock and gives it back, again and again.",
        1,
        1,
        false,
        Mode.DEFAULT,
        0,
        Participant.of(
            Participant.BATON,
            UncontendedOneThread.RIVALS,
            Entrant.SET_NX_LETTUCE,
            Entrant.SET_NX_JEDIS),
        COLUMNS,
        List.of(
            Goals.atMostTimes(
                ID, Metric.MICROS_PER_LOCK, 1.15, Entrant.SET_NX_LETTUCE, Entrant.BATON_LETTUCE),
            Goals.atMostTimes(
                ID, Metric.MICROS_PER_LOCK, 1.15, Entrant.SET_NX_JEDIS, Entrant.BATON_JEDIS),
            Goals.timesAsMuch(ID, 2, Entrant.REDISSON)));
  }
}
