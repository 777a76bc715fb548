package dev.baton.benchmarks.report;

import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Results;
import dev.baton.benchmarks.result.Series;
import dev.baton.benchmarks.result.Target;
import dev.baton.benchmarks.workload.Effort;
import dev.baton.benchmarks.workload.Workload;
import dev.baton.benchmarks.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The page on performance, and its plots.
 *
 * @param results what was measured
 * @param effort how
 */
public record Page(Results results, Effort effort) {
  private static final String PLOTS = "performance";

  /** Writes {@code performance.md} into a folder, and the plots into one below it. */
  public void write(Path docs) throws IOException {
    Path plots = docs.resolve(PLOTS);
    Files.createDirectories(plots);
    StringBuilder page = new StringBuilder(introduction());
    for (Workload workload : Workloads.all()) {
      List<String> labels = workload.measured(results, effort);
      if (!labels.isEmpty()) {
        Files.writeString(plots.resolve(workload.id() + ".svg"), plot(workload));
        section(page, workload, labels);
      }
    }
    Files.writeString(docs.resolve("performance.md"), page);
  }

  private String introduction() {
    StringBuilder text = new StringBuilder("# Performance\n\n");
    text.append(
        """
        Made by `bash benchmarks/run --docs`, which measures everything on this page in one run, on one machine, with
        the server on it. Figures are medians of the rounds, with the least and the largest in brackets; a ratio is
        taken within each round. While it runs, the harness checks that no lock is held by more than may, and that fences rise.
        Commands are those that clients sent, from `INFO commandstats`; those that scripts called are told apart by
        `MONITOR`, before the measurement. Why some targets are not met is told in [Where the time goes](where-the-time-goes.md).

        """);
    text.append("Measured on ").append(results.date()).append(": ").append(results.effort());
    text.append(".\n\n| | |\n|---|---|\n");
    results
        .environment()
        .forEach((what, value) -> text.append("| " + what + " | " + value + " |\n"));
    if (!results.failures().isEmpty()) {
      text.append("\nNot measured:\n\n");
      results.failures().forEach(why -> text.append("- ").append(why).append('\n'));
    }
    return text.toString();
  }

  private String plot(Workload workload) {
    return Growth.plot(workload, results, effort)
        .orElseGet(
            () -> {
              Metric drawn = workload.columns().get(0);
              List<Series> bars =
                  workload.measured(results, effort).stream()
                      .flatMap(label -> results.find(workload.id(), label, drawn).stream())
                      .toList();
              return new BarChart(workload.title(), drawn, bars).svg();
            });
  }

  private void section(StringBuilder page, Workload workload, List<String> labels) {
    page.append("\n## ").append(workload.title()).append("\n\n").append(workload.sentence());
    page.append("\n\n![").append(workload.title()).append(": ");
    page.append(workload.columns().get(0).title()).append("](").append(PLOTS).append('/');
    page.append(workload.id()).append(".svg)\n\n| |");
    workload.columns().forEach(metric -> page.append(' ').append(metric.title()).append(" |"));
    page.append("\n|---|").append("--:|".repeat(workload.columns().size())).append('\n');
    for (String label : labels) {
      page.append("| ").append(label).append(" |");
      for (Metric metric : workload.columns()) {
        page.append(' ')
            .append(
                results
                    .find(workload.id(), label, metric)
                    .map(series -> series.spread().toString())
                    .orElse(""))
            .append(" |");
      }
      page.append('\n');
    }
    verdicts(page, workload.targets(effort));
  }

  private void verdicts(StringBuilder page, List<Target> targets) {
    StringBuilder rows = new StringBuilder();
    for (Target target : targets) {
      target
          .judge(results)
          .ifPresent(
              verdict ->
                  rows.append(
                      "| %s | %s | %s | %s | %s |\n"
                          .formatted(
                              target.text(),
                              verdict.label(),
                              target.boundText(),
                              verdict.value(),
                              verdict.met() ? "met" : "**not met**")));
    }
    if (rows.length() > 0) {
      page.append("\n| target | of | | came to | |\n|---|---|--:|--:|---|\n").append(rows);
    }
  }
}
