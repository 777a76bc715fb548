package dev.baton.benchmarks.workload;

import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds how often
 * @param warmMillis warm-up before each measurement
 * @param millis each measurement
 * @param queues lengths of the growing queue, and numbers of the growing readers
 * @param waiters how many wait when waiters are weighed
 * @param leases how many leases are renewed, and ten times the number of shares
 * @param leaseMillis the lease of each
 * @param leasesMillis how long they are renewed
 */
public record Effort(
    int rounds,
    long warmMillis,
    long millis,
    List<Integer> queues,
    int waiters,
    int leases,
    long leaseMillis,
    long leasesMillis) {

  /** How many shares are renewed. */
  public int shares() {
    return leases / 10;
  }

  /** As for publication. */
  public static Effort full(int rounds, int leasesMinutes) {
    return new Effort(
        rounds,
        1_000,
        2_500,
        List.of(10, 100, 1_000, 10_000),
        10_000,
        100_000,
        30_000,
        leasesMinutes * 60_000L);
  }

  /** To see that it works. */
  public static Effort quick(int rounds) {
    return new Effort(rounds, 200, 300, List.of(10, 100), 500, 1_000, 3_000, 3_000);
  }

  /** In words. */
  public String words() {
    return rounds
        + " rounds of "
        + millis
        + " ms each, after "
        + warmMillis
        + " ms of warm-up; a round before them is not counted; contestants take turns within each"
        + " round, each round begins with another";
  }
}
