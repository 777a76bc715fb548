package dev.baton.benchmarks.result;

import java.util.List;

/**
 * One figure of one contestant, round by round.
 *
 * @param workload the workload's id
 * @param label whose it is
 * @param metric what was measured
 * @param perRound the figures, in the order of the rounds
 */
public record Series(String workload, String label, Metric metric, List<Double> perRound) {

  /** Median and extremes. */
  public Spread spread() {
    return Spread.of(perRound);
  }

  /** This divided by another, round by round, as far as both have rounds. */
  public Spread ratioTo(Series reference) {
    int rounds = Math.min(perRound.size(), reference.perRound.size());
    return Spread.of(
        java.util.stream.IntStream.range(0, rounds)
            .mapToObj(r -> perRound.get(r) / reference.perRound.get(r))
            .toList());
  }
}
