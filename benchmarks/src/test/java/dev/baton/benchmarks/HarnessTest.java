package dev.baton.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.benchmarks.report.Page;
import dev.baton.benchmarks.report.TextReport;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.ResultFiles;
import dev.baton.benchmarks.result.Results;
import dev.baton.benchmarks.workload.Effort;
import dev.baton.benchmarks.workload.Workloads;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The harness as a whole, at its smallest: a server, client processes, all contestants, the files.
 */
class HarnessTest {
  private static final Effort TINY = new Effort(1, 50, 100, List.of(1, 10), 50, 80, 1_000, 500);

  @Test
  void smallestRun_someWorkloads_measuresAndReports(@TempDir Path folder) throws Exception {
    Results results =
        new Run(
                Workloads.named(
                    List.of(
                        "handover",
                        "growing",
                        "reader-growth",
                        "readers-released",
                        "many-permits")),
                TINY,
                new PrintStream(OutputStream.nullOutputStream()))
            .results();

    assertThat(results.failures()).isEmpty();
    assertThat(Workloads.named(List.of("handover")).get(0).measured(results, TINY)).hasSize(9);
    assertThat(results.find("growing-queue", "Baton on Jedis, 10 waiters", Metric.HANDOVER_MICROS))
        .hasValueSatisfying(series -> assertThat(series.spread().median()).isPositive());

    assertThat(
            results.find("reader-growth", "Baton on Jedis, 10 readers", Metric.COMMANDS_PER_LOCK))
        .hasValueSatisfying(series -> assertThat(series.spread().median()).isEqualTo(2));

    assertThat(results.find("readers-released", "Baton on Jedis, 10 readers", Metric.COMMANDS))
        .hasValueSatisfying(series -> assertThat(series.spread().median()).isEqualTo(1));
    assertThat(results.find("readers-released", "Baton on Lettuce, 10 readers", Metric.PUSHES))
        .hasValueSatisfying(series -> assertThat(series.spread().median()).isEqualTo(10));
    assertThat(results.find("many-permits", "Baton on Jedis", Metric.LOST))
        .hasValueSatisfying(series -> assertThat(series.spread().median()).isBetween(0.0, 8.0));
    assertThat(results.find("many-permits", "Baton on Lettuce", Metric.RENEWALS_EACH))
        .hasValueSatisfying(series -> assertThat(series.spread().median()).isPositive());

    String text = new TextReport(results, TINY).text();
    assertThat(text).contains("Redisson fair lock").contains("ping-pong, Jedis");
    ResultFiles.write(folder, "tiny", results, text);
    assertThat(ResultFiles.read(folder.resolve("tiny.json"))).isEqualTo(results);
    new Page(results, TINY).write(folder);
    assertThat(folder.resolve("performance/handover.svg")).content().contains("Baton on Lettuce");
    assertThat(folder.resolve("performance/growing-queue.svg")).content().contains("waiters");
    assertThat(folder.resolve("performance/reader-growth.svg"))
        .content()
        .contains("others that read")
        .contains("Redisson RReadWriteLock: server CPU");
  }
}
