package dev.baton.benchmarks.client;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a client process reports of one order.
 *
 * @param locks how often the lock was taken and given back within the time
 * @param allLocks the same, with those that were still under way when the time was over
 * @param perThread the locks of each thread
 * @param latency a histogram in nanoseconds, encoded; empty if there is none
 * @param figures other figures, by name
 * @param failure why it failed, or null
 */
public record Outcome(
    long locks,
    long allLocks,
    List<Long> perThread,
    String latency,
    Map<String, Double> figures,
    @Nullable String failure) {

  /** Done, and there is nothing to say. */
  static final Outcome NOTHING = new Outcome(0, 0, List.of(), "", Map.of(), null);

  static Outcome failed(Throwable why) {
    return new Outcome(0, 0, List.of(), "", Map.of(), String.valueOf(why));
  }

  static Outcome of(Map<String, Double> figures) {
    return new Outcome(0, 0, List.of(), "", figures, null);
  }

  /** A figure of all of them together; not a number if one has none. */
  public static double sum(List<Outcome> outcomes, String figure) {
    return outcomes.stream()
        .mapToDouble(outcome -> outcome.figures().getOrDefault(figure, Double.NaN))
        .sum();
  }

  /** The latencies, decoded. */
  public Histogram latencies() {
    return Histograms.decode(latency);
  }
}
