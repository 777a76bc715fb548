package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.client.Parking;
import dev.baton.benchmarks.client.TakeShares;
import dev.baton.benchmarks.client.WatchLeases;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import dev.baton.benchmarks.server.ServerFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Shares of one lock in several processes that are all renewed. */
final class ManyShares implements Workload {
  private static final int PROCESSES = 4;

  /** Busy machine or not, all shares are to be taken; a renewal that is late loses its lease. */
  private static final String PATIENT = "?timeout=1m";

  /** A share is renewed every third of its lease. */
  private static final int LEASES = 2;

  private final String id;
  private final String title;
  private final boolean limited;

  private ManyShares(String id, String title, boolean limited) {
    this.id = id;
    this.title = title;
    this.limited = limited;
  }

  /** Permits of one semaphore. */
  static Workload permits() {
    return new ManyShares("many-permits", "Many permits of one semaphore", true);
  }

  /** Reads of one lock, each with a grant of its own. */
  static Workload readers() {
    return new ManyShares("many-readers", "Many readers of one lock", false);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String sentence() {
    return "Four processes share one lock, with a lease for each share, renewed every third of it, for as long as two leases last. Lost is what its client knows to be lost, or the server does not have.";
  }

  @Override
  public int processes() {
    return PROCESSES;
  }

  @Override
  public boolean once() {
    return true;
  }

  @Override
  public List<Participant> participants(Effort effort) {
    return Participant.of(Participant.BATON, List.of());
  }

  @Override
  public List<Metric> columns() {
    return List.of(Metric.LOST, Metric.RENEWALS_EACH, Metric.SERVER_CPU);
  }

  @Override
  public List<Target> targets(Effort effort) {
    return List.of(
        Goals.atMost(id(), Metric.LOST, 0), Goals.atLeast(id(), Metric.RENEWALS_EACH, LEASES));
  }

  @Override
  public Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception {
    int each = bench.effort().shares() / PROCESSES;
    int shares = each * PROCESSES;
    long lease = bench.effort().leaseMillis();
    Duration expected = Duration.ofMinutes(1);
    bench.crew().open(participant.entrant(), Mode.DEFAULT, bench.uri() + PATIENT, 1);
    try {
      bench
          .crew()
          .perform(i -> new TakeShares(Bench.KEY, each, limited ? shares : 0, lease), expected);
      ServerFigures before = bench.probe().figures();
      long begin = System.nanoTime();
      Parking.pause(Duration.ofMillis(LEASES * lease));
      ServerFigures spent = bench.probe().figures().since(before);
      double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
      long gone = shares - bench.probe().sharers(Bench.KEY);
      List<Outcome> outcomes = bench.crew().perform(i -> new WatchLeases(0), expected);
      return Map.of(
          Metric.LOST, Math.max((double) gone, Outcome.sum(outcomes, "lost")),
          Metric.RENEWALS_EACH, (double) spent.scripts() / shares,
          Metric.SERVER_CPU, 100 * spent.cpuSeconds() / seconds);
    } finally {
      bench.crew().disconnect();
      bench.probe().flush();
    }
  }
}
