package dev.baton.benchmarks.workload;

import java.util.List;

/** All workloads, in the order of the report. */
public final class Workloads {
  private static final List<Workload> ALL =
      List.of(
          UncontendedOneThread.workload(),
          new SteadyRate(),
          UncontendedSticky.workload(),
          new ReentryByOwner(),
          UncontendedManyThreads.workload(),
          StrictQueue.workload(),
          Handover.workload(),
          OneProcess.workload(),
          SeveralProcesses.workload(),
          ManyProcesses.workload(),
          new GrowingQueue(),
          Reads.uncontended(),
          UncontendedSticky.readsTogether(),
          UncontendedSticky.reads(),
          Reads.ninetyPercent(),
          Reads.ninetyNinePercent(),
          Reads.inOneProcess(),
          new GrowingReaders(),
          new ReadersReleased(),
          Permits.uncontended(),
          Permits.contended(),
          Permits.inOneProcess(),
          new ManyWaiters(),
          new ManyLeases(),
          ManyShares.permits(),
          ManyShares.readers(),
          FarEnd.leases(),
          FarEnd.waiters());

  private Workloads() {}

  /** All of them. */
  public static List<Workload> all() {
    return ALL;
  }

  /** Those whose ids begin with one of these words; all for no words. */
  public static List<Workload> named(List<String> words) {
    List<Workload> chosen =
        ALL.stream()
            .filter(w -> words.isEmpty() || words.stream().anyMatch(w.id()::startsWith))
            .toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "no such workload; there are "
              + String.join(", ", ALL.stream().map(Workload::id).toList()));
    }
    return chosen;
  }
}
