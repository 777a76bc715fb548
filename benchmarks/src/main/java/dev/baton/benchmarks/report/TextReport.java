package dev.baton.benchmarks.report;

import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Results;
import dev.baton.benchmarks.result.Target;
import dev.baton.benchmarks.result.Verdict;
import dev.baton.benchmarks.workload.Effort;
import dev.baton.benchmarks.workload.Workload;
import dev.baton.benchmarks.workload.Workloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Results as plain text.
 *
 * @param results what was measured
 * @param effort how
 */
public record TextReport(Results results, Effort effort) {

  /** All of it. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("Baton benchmarks, ").append(results.date()).append("\n\n");
    results.environment().forEach((what, value) -> line(text, what, value));
    text.append('\n').append(results.effort()).append(".\n");
    text.append("Figures are medians of the rounds, with the least and the largest in brackets.\n");
    text.append("A ratio is taken within each round; its median and extremes are shown.\n");
    if (results.guaranteesViolated()) {
      text.append("\n*** A LOCK WAS NOT EXCLUSIVE, OR ITS FENCES DID NOT RISE: see below ***\n");
    }
    results.failures().forEach(why -> text.append("\nFAILED: ").append(why).append('\n'));
    for (Workload workload : Workloads.all()) {
      section(text, workload);
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("  ").append(what).append(": ").append(value).append('\n');
  }

  private void section(StringBuilder text, Workload workload) {
    List<String> labels = workload.measured(results, effort);
    if (labels.isEmpty()) {
      return;
    }
    text.append("\n== ").append(workload.title()).append(" [").append(workload.id()).append("]\n");
    text.append(workload.sentence()).append("\n\n");
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(""));
    workload.columns().forEach(metric -> head.add(metric.title()));
    rows.add(head);
    for (String label : labels) {
      List<String> row = new ArrayList<>(List.of(label));
      for (Metric metric : workload.columns()) {
        row.add(
            results
                .find(workload.id(), label, metric)
                .map(series -> series.spread().toString())
                .orElse("-"));
      }
      rows.add(row);
    }
    text.append(Columns.aligned(rows));
    for (Target target : workload.targets(effort)) {
      Optional<Verdict> verdict = target.judge(results);
      verdict.ifPresent(came -> text.append(words(came)));
    }
  }

  private static String words(Verdict verdict) {
    Target target = verdict.target();
    return "  "
        + (verdict.met() ? "met    " : "NOT MET")
        + "  "
        + target.text()
        + ": "
        + verdict.value()
        + ", target "
        + target.boundText()
        + " ["
        + verdict.label()
        + "]\n";
  }
}
