package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.ClosedLoop;
import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.client.Task;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.crew.History;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import dev.baton.benchmarks.server.ClientShares;
import dev.baton.benchmarks.server.CommandMonitor;
import dev.baton.benchmarks.server.ServerFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Threads of one or more clients that take a lock and give it back, as fast as they can.
 *
 * @param id see {@link Workload}
 * @param title see {@link Workload}
 * @param sentence see {@link Workload}
 * @param processes how many clients
 * @param threads how many threads of each
 * @param ownKeys whether each thread has a lock of its own
 * @param mode what is asked for, and how Baton holds it
 * @param holdMicros how long a lock is held
 * @param before what each client does before, and goes on with
 * @param who takes part
 * @param columns of its table
 * @param goals its targets
 */
record Loop(
    String id,
    String title,
    String sentence,
    int processes,
    int threads,
    boolean ownKeys,
    Mode mode,
    long holdMicros,
    List<Task> before,
    List<Participant> who,
    List<Metric> columns,
    List<Target> goals)
    implements Workload {
  /** Enough for seconds of a handover each; 32 bytes each. */
  private static final int LOGGED = 1 << 15;

  private static final int PROCESSES_WARMED_AT_ONCE = 4;

  private static final Duration LEAD = Duration.ofMillis(100);

  /** A loop before which nothing is done. */
  Loop(
      String id,
      String title,
      String sentence,
      int processes,
      int threads,
      boolean ownKeys,
      Mode mode,
      long holdMicros,
      List<Participant> who,
      List<Metric> columns,
      List<Target> goals) {
    this(
        id,
        title,
        sentence,
        processes,
        threads,
        ownKeys,
        mode,
        holdMicros,
        List.of(),
        who,
        columns,
        goals);
  }

  @Override
  public List<Participant> participants(Effort effort) {
    return who;
  }

  @Override
  public List<Target> targets(Effort effort) {
    return goals;
  }

  @Override
  public Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception {
    bench.crew().open(participant.entrant(), mode, bench.uri(), threads);
    try {
      for (Task task : before) {
        bench.crew().perform(i -> task, Duration.ZERO);
      }
      long warm = bench.effort().warmMillis() * Math.max(1, processes / PROCESSES_WARMED_AT_ONCE);
      run(bench, warm, List.of());
      ClientShares shares;
      try (CommandMonitor monitor = bench.probe().monitor()) {
        run(bench, Math.min(warm, 200), List.of());
        shares = monitor.shares();
      }
      List<Path> logs = logs(bench);
      ServerFigures start = bench.probe().figures();
      List<Outcome> outcomes = run(bench, bench.effort().millis(), logs);
      ServerFigures spent = bench.probe().figures().since(start);
      LoopFigures figures = new LoopFigures(outcomes, bench.effort().millis());
      return figures.all(spent, shares, history(logs));
    } finally {
      bench.crew().disconnect();
      bench.probe().flush();
    }
  }

  private List<Path> logs(Bench bench) {
    List<Path> logs = new ArrayList<>();
    if (!ownKeys && processes > 1) {
      for (int i = 0; i < processes; i++) {
        logs.add(bench.folder().resolve("holds-" + i));
      }
    }
    return logs;
  }

  private History history(List<Path> logs) throws IOException {
    History history = History.read(logs, mode.part().room());
    history.check();
    return history;
  }

  private List<Outcome> run(Bench bench, long millis, List<Path> logs)
      throws IOException, InterruptedException {
    long begin = System.nanoTime() + LEAD.toNanos();
    return bench
        .crew()
        .perform(
            i ->
                new ClosedLoop(
                    Bench.KEY,
                    mode.part().room(),
                    ownKeys,
                    threads,
                    begin,
                    millis,
                    holdMicros,
                    logs.isEmpty() ? 0 : LOGGED,
                    logs.isEmpty() ? "" : logs.get(i).toString()),
            Duration.ofMillis(millis));
  }
}
