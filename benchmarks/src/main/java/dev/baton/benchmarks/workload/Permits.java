package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import java.util.List;

/** Semaphores of four permits. */
final class Permits {
  private static final List<Entrant> RIVALS =
      List.of(Entrant.REDISSON_PERMITS, Entrant.REDISSON_SEMAPHORE);

  private Permits() {}

  /** One thread, and nobody else. */
  static Workload uncontended() {
    String id = "permits-uncontended";
    return new Loop(
        id,
        "Permits, one thread",
        "One thread takes one of 4 free permits and gives it back, again and again.",
        1,
        1,
        false,
        Mode.PERMIT,
        0,
        Participant.of(Participant.BATON, RIVALS),
        UncontendedOneThread.COLUMNS,
        List.of(Goals.atMost(id, Metric.COMMANDS_PER_LOCK, 2.05)));
  }

  /** More processes than permits. */
  static Workload contended() {
    String id = "permits";
    return new Loop(
        id,
        "Permits, 16 clients with a thread each",
        "16 processes want one of 4 permits all the time.",
        16,
        1,
        false,
        Mode.PERMIT,
        0,
        Participant.of(Participant.BATON, RIVALS),
        List.of(
            Metric.LOCKS_PER_SECOND,
            Metric.P50_MICROS,
            Metric.P99_MICROS,
            Metric.P999_MICROS,
            Metric.COMMANDS_PER_LOCK,
            Metric.SERVER_MICROS_PER_LOCK,
            Metric.LEAST_SHARE,
            Metric.LARGEST_SHARE),
        List.of(
            Goals.timesAsMuch(id, 10, Entrant.REDISSON_PERMITS),
            Goals.atMost(id, Metric.COMMANDS_PER_LOCK, 2.05)));
  }

  /** More threads of one process than permits. */
  static Workload inOneProcess() {
    return new Loop(
        "permits-one-process",
        "Permits, 1 client with 16 threads",
        "16 threads of one process want one of 4 permits all the time.",
        1,
        16,
        false,
        Mode.PERMIT,
        0,
        Participant.of(Participant.BATON, RIVALS, Entrant.LOCAL_PERMITS),
        OneProcess.COLUMNS,
        List.of());
  }
}
