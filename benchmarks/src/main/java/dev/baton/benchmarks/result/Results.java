package dev.baton.benchmarks.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one run measured.
 *
 * @param date when, such as {@code 2026-01-31}
 * @param environment machine and versions, in words
 * @param effort how long and how often it was measured, in words
 * @param series the figures
 * @param failures what could not be measured, and why
 */
public record Results(
    String date,
    Map<String, String> environment,
    String effort,
    List<Series> series,
    List<String> failures) {

  /** The figures of one contestant in one workload. */
  public Optional<Series> find(String workload, String label, Metric metric) {
    return series.stream()
        .filter(s -> s.workload().equals(workload) && s.label().equals(label))
        .filter(s -> s.metric() == metric)
        .findFirst();
  }

  /** Whether a contestant was measured in a workload. */
  public boolean have(String workload, String label) {
    return series.stream().anyMatch(s -> s.workload().equals(workload) && s.label().equals(label));
  }

  /** Whether a lock was seen to be held twice, or a fence not to rise. */
  public boolean guaranteesViolated() {
    return failures.stream()
        .anyMatch(why -> why.contains("NOT EXCLUSIVE") || why.contains("NOT FENCED"));
  }

  /** Gathers figures round by round. */
  public static final class Gatherer {
    private final List<Series> series = new ArrayList<>();

    /** Adds what one round measured. */
    public void add(String workload, String label, Map<Metric, Double> figures) {
      figures.forEach((metric, value) -> rounds(workload, label, metric).add(value));
    }

    private List<Double> rounds(String workload, String label, Metric metric) {
      for (Series s : series) {
        if (s.workload().equals(workload) && s.label().equals(label) && s.metric() == metric) {
          return s.perRound();
        }
      }
      Series fresh = new Series(workload, label, metric, new ArrayList<>());
      series.add(fresh);
      return fresh.perRound();
    }

    /** What was gathered. */
    public List<Series> series() {
      return List.copyOf(series);
    }
  }
}
