package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.ReleaseToReaders;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A writer leaves a lock to all who wait to read it, and what that costs the server. */
final class ReadersReleased implements Workload {
  private static final String READERS = "readers";

  /** So many are served by one release, and some more. */
  private static final int MOST = 100;

  private static final int TIMES = 3;

  @Override
  public String id() {
    return "readers-released";
  }

  @Override
  public String title() {
    return "A writer leaves to readers";
  }

  @Override
  public String sentence() {
    return "A writer gives a lock back for which others wait to read it, each in a client of its own. The commands, the pushes and the time of the script are the server's, between the release and its answer.";
  }

  @Override
  public int processes() {
    return 1;
  }

  @Override
  public List<Participant> participants(Effort effort) {
    return Participant.sizes(
        effort.queues().stream().filter(size -> size <= MOST).toList(), READERS);
  }

  @Override
  public List<Metric> columns() {
    return List.of(Metric.SCRIPT_MICROS, Metric.COMMANDS, Metric.PUSHES, Metric.ALL_SERVED_MILLIS);
  }

  @Override
  public List<Target> targets(Effort effort) {
    List<String> labels = participants(effort).stream().map(Participant::label).toList();
    return List.of(
        new Target(
            id(),
            "commands that let them in",
            labels,
            Target.Choice.WORST,
            Metric.COMMANDS,
            null,
            1,
            true));
  }

  @Override
  public Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception {
    bench.crew().open(participant.entrant(), Mode.DEFAULT, bench.uri(), 1);
    try {
      Map<String, Double> figures =
          bench
              .crew()
              .performOne(
                  0,
                  new ReleaseToReaders(bench.uri(), Bench.KEY, participant.size(), TIMES),
                  Duration.ofMinutes(2))
              .figures();
      return Map.of(
          Metric.SCRIPT_MICROS, figures.getOrDefault("scriptMicros", Double.NaN),
          Metric.COMMANDS, figures.getOrDefault("commands", Double.NaN),
          Metric.PUSHES, figures.getOrDefault("pushes", Double.NaN),
          Metric.ALL_SERVED_MILLIS,
              figures.getOrDefault("allReadNanos", Double.NaN) / TimeUnit.MILLISECONDS.toNanos(1));
    } finally {
      bench.crew().disconnect();
      bench.probe().flush();
    }
  }
}
