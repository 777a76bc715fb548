package dev.baton.benchmarks.result;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a figure should come to.
 *
 * @param workload the workload's id
 * @param text in words
 * @param labels whose figures count
 * @param choice which of them, if there are several
 * @param metric what was measured
 * @param reference who it is compared to; null if the bound is the figure itself
 * @param bound the bound of the figure or of the ratio
 * @param atMost whether it is an upper bound
 */
public record Target(
    String workload,
    String text,
    List<String> labels,
    Choice choice,
    Metric metric,
    @Nullable String reference,
    double bound,
    boolean atMost) {

  /** Which of several has to meet a target. */
  public enum Choice {
    /** One is enough. */
    BEST,
    /** All do. */
    WORST
  }

  /** How it came out; empty if it was not measured. */
  public Optional<Verdict> judge(Results results) {
    Comparator<Verdict> upwards = Comparator.comparingDouble(verdict -> verdict.value().median());
    boolean least = atMost == (choice == Choice.BEST);
    return labels.stream()
        .flatMap(label -> measured(results, label).stream())
        .min(least ? upwards : upwards.reversed());
  }

  private Optional<Verdict> measured(Results results, String label) {
    Optional<Series> own = results.find(workload, label, metric);
    if (reference == null) {
      return own.map(series -> verdict(label, series.spread()));
    }
    Optional<Series> other = results.find(workload, reference, metric);
    return own.flatMap(series -> other.map(compared -> verdict(label, series.ratioTo(compared))));
  }

  private Verdict verdict(String label, Spread value) {
    return new Verdict(
        this, label, value, atMost ? value.median() <= bound : value.median() >= bound);
  }

  /** The bound, as it was set, such as {@code ≤ 1.15}. */
  public String boundText() {
    String times = reference == null ? "" : " ×";
    return (atMost ? "≤ " : "≥ ") + exact(bound) + times;
  }

  private static String exact(double bound) {
    return bound == Math.rint(bound)
        ? String.format(Locale.ROOT, "%,d", Math.round(bound))
        : String.valueOf(bound);
  }
}
