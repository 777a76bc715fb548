package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import java.util.List;

/** Locks that are read more often than written. */
final class Reads {
  private static final List<Entrant> RIVALS = List.of(Entrant.REDISSON_READ_WRITE);

  private Reads() {}

  /** One thread that reads, and nobody else. */
  static Workload uncontended() {
    String id = "read-uncontended";
    return new Loop(
        id,
        "Reads, one thread",
        "One thread takes a free read lock and gives it back, again and again.",
        1,
        1,
        false,
        Mode.READ,
        0,
        Participant.of(Participant.BATON, RIVALS, Entrant.SET_NX_LETTUCE, Entrant.SET_NX_JEDIS),
        UncontendedOneThread.COLUMNS,
        List.of(
            Goals.atMostTimes(
                id, Metric.MICROS_PER_LOCK, 1.2, Entrant.SET_NX_LETTUCE, Entrant.BATON_LETTUCE),
            Goals.atMostTimes(
                id, Metric.MICROS_PER_LOCK, 1.2, Entrant.SET_NX_JEDIS, Entrant.BATON_JEDIS),
            Goals.timesAsMuch(id, 1.5, Entrant.REDISSON_READ_WRITE),
            Goals.atMost(id, Metric.COMMANDS_PER_LOCK, 2)));
  }

  /** Processes of which nine in ten read. */
  static Workload ninetyPercent() {
    String id = "read-90";
    return mixed(
        id,
        Mode.READ_90,
        List.of(
            Goals.timesAsMuch(id, 10, Entrant.REDISSON_READ_WRITE),
            Goals.atMost(id, Metric.COMMANDS_PER_LOCK, 2.05)));
  }

  /** Processes of which nearly all read. */
  static Workload ninetyNinePercent() {
    String id = "read-99";
    return mixed(id, Mode.READ_99, List.of(Goals.timesAsMuch(id, 10, Entrant.REDISSON_READ_WRITE)));
  }

  private static Workload mixed(String id, Mode mode, List<Target> goals) {
    return new Loop(
        id,
        "Reads, " + mode.reads() + " in 100, 16 clients with a thread each",
        "16 processes want one lock all the time, "
            + mode.reads()
            + " times in 100 to read and else to write, by chance.",
        16,
        1,
        false,
        mode,
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
        goals);
  }

  /** Threads of one process of which nine in ten read. */
  static Workload inOneProcess() {
    return new Loop(
        "read-90-one-process",
        "Reads, 90 in 100, 1 client with 16 threads",
        "16 threads of one process want one lock all the time, 90 times in 100 to read and else to write, by chance.",
        1,
        16,
        false,
        Mode.READ_90,
        0,
        Participant.of(Participant.BATON, RIVALS, Entrant.LOCAL_READ_WRITE),
        OneProcess.COLUMNS,
        List.of());
  }
}
