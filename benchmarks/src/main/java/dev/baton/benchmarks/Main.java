package dev.baton.benchmarks;

import dev.baton.benchmarks.jmh.InProcess;
import dev.baton.benchmarks.report.Page;
import dev.baton.benchmarks.report.TextReport;
import dev.baton.benchmarks.result.ResultFiles;
import dev.baton.benchmarks.result.Results;
import dev.baton.benchmarks.workload.Effort;
import dev.baton.benchmarks.workload.Workloads;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that measures. */
@Command(
    name = "benchmarks/run",
    description = "Measures Baton beside its rivals and beside the floor, in one run.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
public final class Main implements Callable<Integer> {

  @Option(names = "--quick", description = "Only to see that it works: 0.3 s each, small sizes.")
  private boolean quick;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "ID",
      description = "These workloads: the beginnings of their ids.")
  private List<String> only = List.of();

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds; 5, or 2 with --quick.")
  private @Nullable Integer rounds;

  @Option(
      names = "--leases-minutes",
      paramLabel = "N",
      defaultValue = "5",
      description = "How long 100,000 leases are renewed.")
  private int leasesMinutes;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "benchmarks/results",
      description = "Where the results go.")
  private Path out = Path.of("benchmarks/results");

  @Option(names = "--docs", description = "Writes docs/performance.md and its plots as well.")
  private boolean docs;

  @Option(
      names = "--render",
      paramLabel = "JSON",
      description = "Measures nothing: makes the text, and with --docs the page, of these results.")
  private @Nullable Path render;

  @Option(
      names = "--jmh",
      description = "Measures the costs in process with JMH, and nothing else.")
  private boolean jmh;

  private Main() {}

  /** Starts it. */
  public static void main(String[] args) {
    int exit = new CommandLine(new Main()).execute(args);
    System.exit(exit);
  }

  @Override
  public Integer call() throws Exception {
    if (jmh) {
      InProcess.run(quick, out);
      return 0;
    }
    Effort effort =
        quick
            ? Effort.quick(rounds == null ? 2 : rounds)
            : Effort.full(rounds == null ? 5 : rounds, leasesMinutes);
    Results results =
        render == null
            ? new Run(Workloads.named(only), effort, System.err).results()
            : ResultFiles.read(render);
    String text = new TextReport(results, effort).text();
    System.out.println(text);
    if (render == null) {
      ResultFiles.write(out, name(results), results, text);
    }
    if (docs) {
      new Page(results, effort).write(Path.of("docs"));
    }
    return results.failures().isEmpty() ? 0 : 1;
  }

  private String name(Results results) {
    return results.date()
        + (quick ? "-quick" : "")
        + (only.isEmpty() ? "" : "-" + String.join("-", only));
  }
}
