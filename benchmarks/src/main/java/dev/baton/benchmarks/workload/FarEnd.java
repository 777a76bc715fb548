package dev.baton.benchmarks.workload;

import dev.baton.benchmarks.client.HoldKeys;
import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.client.Parking;
import dev.baton.benchmarks.client.TakeLeases;
import dev.baton.benchmarks.client.WaitForKeys;
import dev.baton.benchmarks.client.WatchLeases;
import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Mode;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Target;
import dev.baton.benchmarks.server.ServerFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What gives first when one server has very much to keep, for ten processes. */
abstract sealed class FarEnd implements Workload {
  private static final int PROCESSES = 10;
  private static final int KEYS = 1_000;

  /** One will do: it is the server that has very much to keep. */
  private static final List<Entrant> ADAPTER = List.of(Entrant.BATON_LETTUCE);

  /** Busy machine or not, all are to be taken. */
  private static final String PATIENT = "?timeout=1m";

  private static final Duration EXPECTED = Duration.ofMinutes(10);

  private FarEnd() {}

  /** Leases that are renewed. */
  static Workload leases() {
    return new Leases();
  }

  /** Waiters, each with a place of its own in the queues of a thousand locks. */
  static Workload waiters() {
    return new Waiters();
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
  public List<Target> targets(Effort effort) {
    return List.of();
  }

  @Override
  public Map<Metric, Double> measure(Participant participant, Bench bench) throws Exception {
    bench.crew().open(participant.entrant(), Mode.STRICT_FIFO, bench.uri() + PATIENT, 1);
    try {
      return measure(participant.size(), bench);
    } finally {
      bench.crew().disconnect();
      bench.probe().flush();
    }
  }

  /** Measures with so many, of all processes together. */
  abstract Map<Metric, Double> measure(int size, Bench bench) throws Exception;

  /** The bytes that the server has for its data. */
  private static double serverBytes(Bench bench) {
    return Double.parseDouble(bench.probe().fields("memory").get("used_memory"));
  }

  /** What the server spends in a while. */
  private static double serverCpu(Bench bench, long millis) {
    ServerFigures before = bench.probe().figures();
    long begin = System.nanoTime();
    Parking.pause(Duration.ofMillis(millis));
    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    return 100 * bench.probe().figures().since(before).cpuSeconds() / seconds;
  }

  private static final class Leases extends FarEnd {

    @Override
    public String id() {
      return "far-leases";
    }

    @Override
    public String title() {
      return "Very many leases on one server";
    }

    @Override
    public String sentence() {
      return "Ten processes hold locks whose leases they renew all the time, each every third of the lease. The lag says how late a renewal is, seen from outside by the lifetime that the keys of one process have left.";
    }

    @Override
    public List<Participant> participants(Effort effort) {
      int leases = effort.leases();
      return Participant.sizes(ADAPTER, List.of(leases, 3 * leases, 10 * leases), "leases");
    }

    @Override
    public List<Metric> columns() {
      return List.of(
          Metric.SERVER_CPU,
          Metric.CLIENT_CPU,
          Metric.LOST,
          Metric.LAG_P99_MILLIS,
          Metric.SERVER_BYTES_EACH,
          Metric.BYTES_EACH);
    }

    @Override
    Map<Metric, Double> measure(int size, Bench bench) throws Exception {
      int each = size / PROCESSES;
      long lease = bench.effort().leaseMillis();
      double before = serverBytes(bench);
      bench.crew().perform(i -> new TakeLeases(Bench.KEY + i + ":", each, lease), EXPECTED);
      double bytes = serverBytes(bench) - before;
      LagSampler sampler = new LagSampler(bench.uri(), Bench.KEY + "0:", each, lease);
      sampler.start();
      ServerFigures begun = bench.probe().figures();
      long begin = System.nanoTime();
      List<Outcome> outcomes = bench.crew().perform(i -> new WatchLeases(2 * lease), EXPECTED);
      double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
      double cpu = bench.probe().figures().since(begun).cpuSeconds();
      return Map.of(
          Metric.LOST,
          Outcome.sum(outcomes, "lost"),
          Metric.LAG_P99_MILLIS,
          sampler.p99Millis(),
          Metric.SERVER_CPU,
          100 * cpu / seconds,
          Metric.CLIENT_CPU,
          100 * Outcome.sum(outcomes, "cpuShare"),
          Metric.SERVER_BYTES_EACH,
          bytes / (each * PROCESSES),
          Metric.BYTES_EACH,
          Outcome.sum(outcomes, "bytesPerLease") / PROCESSES);
    }
  }

  private static final class Waiters extends FarEnd {

    @Override
    public String id() {
      return "far-waiters";
    }

    @Override
    public String title() {
      return "Very many waiters on one server";
    }

    @Override
    public String sentence() {
      return "Ten processes wait for a thousand locks that are held, strictly in order: each waiter has its own place in a queue of the server. The CPU is what they cost while nothing happens.";
    }

    @Override
    public List<Participant> participants(Effort effort) {
      int waiters = effort.waiters();
      return Participant.sizes(ADAPTER, List.of(waiters, 10 * waiters), "waiters");
    }

    @Override
    public List<Metric> columns() {
      return List.of(Metric.SERVER_CPU, Metric.SERVER_BYTES_EACH, Metric.BYTES_EACH);
    }

    @Override
    Map<Metric, Double> measure(int size, Bench bench) throws Exception {
      int each = size / PROCESSES;
      bench.crew().performOne(0, new HoldKeys(Bench.KEY, KEYS), EXPECTED);
      double before = serverBytes(bench);
      long settle = bench.effort().leaseMillis();
      List<Outcome> outcomes =
          bench.crew().perform(i -> new WaitForKeys(Bench.KEY, KEYS, each, settle), EXPECTED);
      double bytes = serverBytes(bench) - before;
      return Map.of(
          Metric.SERVER_CPU, serverCpu(bench, settle),
          Metric.SERVER_BYTES_EACH, bytes / bench.probe().waiting(),
          Metric.BYTES_EACH, Outcome.sum(outcomes, "bytesPerWaiter") / PROCESSES);
    }
  }
}
