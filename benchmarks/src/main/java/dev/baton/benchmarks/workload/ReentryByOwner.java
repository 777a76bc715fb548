package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.client.Reentry;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import dev.baton.benchmarks.server.ClientShares;
import dev.baton.benchmarks.server.ServerFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A lock taken again by the thread that holds it, through the JDK's interface. */
final class ReentryByOwner implements Workload {

  @Override
  public String id() {
    return "re-entry";
  }

  @Override
  public String title() {
    return "Re-entry";
  }

  @Override
  public String sentence() {
    return "A thread that holds a lock takes it again and gives it back, again and again, through asJavaLock().";
  }

  @Override
  public int processes() {
    return 1;
  }

  @Override
  public List<Participant> participants(Effort effort) {
    return Participant.of(Participant.BATON, List.of());
  }

  @Override
  public List<Metric> columns() {
    return List.of(Metric.NANOS_PER_LOCK, Metric.COMMANDS_PER_LOCK);
  }

  @Override
  public List<Target> targets(Effort effort) {
    return List.of(
        Goals.atMost(id(), Metric.NANOS_PER_LOCK, 100),
        Goals.atMost(id(), Metric.COMMANDS_PER_LOCK, 0.001));
  }

  @Override
  public Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception {
    long millis = bench.effort().millis();
    bench.crew().open(participant.entrant(), Mode.DEFAULT, bench.uri(), 1);
    try {
      Duration expected = Duration.ofMillis(millis);
      bench.crew().performOne(0, new Reentry(Bench.KEY, bench.effort().warmMillis()), expected);
      ServerFigures before = bench.probe().figures();
      Outcome outcome = bench.crew().performOne(0, new Reentry(Bench.KEY, millis), expected);
      ServerFigures spent = bench.probe().figures().since(before);
      return Map.of(
          Metric.NANOS_PER_LOCK,
          outcome.figures().getOrDefault("nanos", Double.NaN),
          Metric.COMMANDS_PER_LOCK,
          spent.sentByClients(new ClientShares(Map.of())) / outcome.locks());
    } finally {
      bench.crew().disconnect();
      bench.probe().flush();
    }
  }
}
