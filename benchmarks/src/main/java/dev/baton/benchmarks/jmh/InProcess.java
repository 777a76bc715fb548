package dev.baton.benchmarks.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs JMH, with what each operation allocates. */
public final class InProcess {
  private InProcess() {}

  /** Runs all benchmarks; the results go to a file in JSON too. */
  public static void run(boolean quick, Path out) throws IOException, RunnerException {
    Files.createDirectories(out);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(InProcess.class.getPackageName())
            .addProfiler(GCProfiler.class)
            .forks(quick ? 1 : 3)
            .warmupIterations(quick ? 1 : 3)
            .warmupTime(quick ? TimeValue.milliseconds(200) : TimeValue.seconds(1))
            .measurementIterations(quick ? 1 : 5)
            .measurementTime(quick ? TimeValue.milliseconds(300) : TimeValue.seconds(1))
            .resultFormat(ResultFormatType.JSON)
            .result(
                out.resolve(LocalDate.now(ZoneOffset.UTC) + (quick ? "-quick" : "") + "-jmh.json")
                    .toString());
    new Runner(options.build()).run();
  }
}
