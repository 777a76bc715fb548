package dev.baton.benchmarks.report;

import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Results;
import dev.baton.benchmarks.result.Series;
import dev.baton.benchmarks.workload.Effort;
import dev.baton.benchmarks.workload.Growing;
import dev.baton.benchmarks.workload.Participant;
import dev.baton.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Draws a workload that was measured at several sizes as lines. */
final class Growth {
  private static final double BOUND = 1.2;

  private Growth() {}

  /** Empty if the workload has not one size after another, or a figure is missing. */
  static Optional<String> plot(Workload workload, Results results, Effort effort) {
    return workload.growing().flatMap(growing -> plot(workload, growing, results, effort));
  }

  private static Optional<String> plot(
      Workload workload, Growing growing, Results results, Effort effort) {
    List<GrowthChart.Line> lines = new ArrayList<>();
    workload.participants(effort).stream()
        .collect(Collectors.groupingBy(Participant::entrant, TreeMap::new, Collectors.toList()))
        .forEach(
            (entrant, sizes) -> {
              for (Metric cost : growing.costs()) {
                List<Series> series =
                    sizes.stream()
                        .flatMap(size -> results.find(workload.id(), size.label(), cost).stream())
                        .toList();
                if (!series.isEmpty() && series.size() == sizes.size()) {
                  lines.add(
                      new GrowthChart.Line(
                          entrant.title() + ": " + name(cost),
                          series.stream().map(s -> s.ratioTo(series.get(0)).median()).toList()));
                }
              }
            });
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new GrowthChart(workload.title(), growing, effort.queues(), lines, BOUND).svg());
  }

  private static String name(Metric cost) {
    return cost == Metric.HANDOVER_MICROS
        ? "handover"
        : cost == Metric.COMMANDS_PER_LOCK ? "commands" : "server CPU";
  }
}
