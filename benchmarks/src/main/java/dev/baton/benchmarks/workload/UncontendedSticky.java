package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.KeepOneReading;
import dev.baton.benchmarks.client.Task;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import java.util.List;

/** One thread takes a lock that its process has already: the server is not asked. */
final class UncontendedSticky {
  private UncontendedSticky() {}

  /** The same thread again, and the lock has stayed in its process. */
  static Workload workload() {
    return workload(
        "sticky",
        "Uncontended, sticky",
        "One thread takes a lock that stayed in its process and gives it back, again and again; Baton only, with stickyFor(10 s).",
        Mode.STICKY,
        List.of());
  }

  /** The same for a read. */
  static Workload reads() {
    return workload(
        "read-sticky",
        "Reads, sticky",
        "One thread takes a read lock that stayed in its process and gives it back, again and again; Baton only, with stickyFor(10 s).",
        Mode.READ_STICKY,
        List.of());
  }

  /** Another thread of the process reads, and goes on. */
  static Workload readsTogether() {
    return workload(
        "read-together",
        "Reads, beside another of the process",
        "One thread takes a read lock and gives it back, again and again, while another of its process reads all the time; Baton only, in a process that hears of others because two have read at the same time before.",
        Mode.READ,
        List.of(new KeepOneReading(Bench.KEY)));
  }

  private static Workload workload(
      String id, String title, String sentence, Mode mode, List<Task> before) {
    return new Loop(
        id,
        title,
        sentence,
        1,
        1,
        false,
        mode,
        0,
        before,
        Participant.of(Participant.BATON, List.of()),
        List.of(
            Metric.LOCKS_PER_SECOND,
            Metric.P50_MICROS,
            Metric.P99_MICROS,
            Metric.P999_MICROS,
            Metric.COMMANDS_PER_LOCK,
            Metric.SERVER_MICROS_PER_LOCK),
        List.of(
            Goals.atMost(id, Metric.COMMANDS_PER_LOCK, 0.001),
            Goals.atLeast(id, Metric.LOCKS_PER_SECOND, 1_000_000)));
  }
}
