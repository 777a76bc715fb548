package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import java.util.List;

/** Threads of several processes that want the same lock: passed on within a process, in bounds. */
final class SeveralProcesses {
  private static final String ID = "four-by-eight";

  private static final int OTHERS = 3;

  /** How often, and for how long, a process passes a lock on while others wait, as documented. */
  private static final int PASSES = 32;

  private static final int TENURE_MILLIS = 10;

  private SeveralProcesses() {}

  static Workload workload() {
    return new Loop(
        ID,
        "Contended, 4 clients with 8 threads each",
        "4 processes with 8 threads each want one lock all the time. A process passes it among its threads, 32 times or for 10 ms before it is another's turn.",
        4,
        8,
        false,
        Mode.DEFAULT,
        0,
        Participant.of(Participant.BATON, Participant.WAITING_RIVALS),
        List.of(
            Metric.LOCKS_PER_SECOND,
            Metric.COMMANDS_PER_LOCK,
            Metric.SERVER_MICROS_PER_LOCK,
            Metric.LEAST_SHARE,
            Metric.LARGEST_SHARE,
            Metric.MOST_OF_OTHERS,
            Metric.LONGEST_TURN_MILLIS,
            Metric.LONGEST_ABSENCE_MILLIS,
            Metric.LONGEST_WAIT_MILLIS,
            Metric.HANDOVER_MICROS),
        List.of(
            Goals.timesAsMuch(ID, 50, Entrant.REDISSON),
            Goals.atLeast(ID, Metric.LEAST_SHARE, 0.5),
            Goals.atMost(ID, Metric.LARGEST_SHARE, 2),
            Goals.atMost(ID, Metric.MOST_OF_OTHERS, OTHERS * PASSES),
            Goals.atMost(ID, Metric.LONGEST_TURN_MILLIS, TENURE_MILLIS)));
  }
}
