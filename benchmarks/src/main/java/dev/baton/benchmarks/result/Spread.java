package dev.baton.benchmarks.result;

import java.util.List;

/**
 * The figures of several rounds.
 *
 * @param median the middle one
 * @param min the least
 * @param max the largest
 */
public record Spread(double median, double min, double max) {

  /** Of figures, at least one. */
  public static Spread of(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(size - 1));
  }

  @Override
  public String toString() {
    return median == min && median == max
        ? Numbers.text(median)
        : Numbers.text(median) + " (" + Numbers.text(min) + "–" + Numbers.text(max) + ")";
  }
}
