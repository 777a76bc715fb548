package dev.baton.spec;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tlc2.TLC;

/**
 * Runs the model checker, each time in a JVM of its own: it keeps too much in static fields for a
 * second run. What it says is in {@code target/tlc}, and a line for each run in {@code
 * target/tlc/results.txt}.
 */
final class Tlc {
  private static final Path OUTPUT = Path.of("target/tlc");

  /** Large configurations have two cores and most of the memory; small ones begin sooner so. */
  private static final List<String> SMALL =
      List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final List<String> LARGE = List.of("-Xmx10g", "-XX:+UseParallelGC");

  private Tlc() {}

  /**
   * Checks a configuration.
   *
   * @param configuration the configuration
   * @param large whether it may take long, and much memory
   * @param atMost how long to wait for the end; far more than it takes
   * @return what was found
   */
  static Verdict check(Configuration configuration, boolean large, Duration atMost)
      throws IOException, InterruptedException, URISyntaxException {
    Path log = OUTPUT.resolve(configuration.toString().replace('/', '-') + ".txt");
    Path states = OUTPUT.resolve(configuration.toString().replace('/', '-'));
    Files.createDirectories(states);
    Instant began = Instant.now();
    Process tlc =
        new ProcessBuilder(command(configuration, large, states))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!tlc.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(configuration + " did not end; see " + log);
      }
    } finally {
      tlc.destroyForcibly();
    }
    Verdict verdict = Verdict.read(tlc.exitValue(), Files.readString(log));
    record(configuration, verdict, Duration.between(began, Instant.now()));
    return verdict;
  }

  private static List<String> command(Configuration configuration, boolean large, Path states)
      throws URISyntaxException {
    Path jar = Path.of(TLC.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(large ? LARGE : SMALL);
    command.add("-Djava.io.tmpdir=" + states.toAbsolutePath());
    command.add("-DTLA-Library=" + Path.of("").toAbsolutePath());
    command.addAll(List.of("-cp", jar.toString(), TLC.class.getName()));
    command.addAll(List.of("-workers", large ? "2" : "1", "-metadir", states.toString()));
    command.addAll(List.of("-config", configuration.file().toString()));
    command.add(configuration.module());
    return command;
  }

  private static void record(Configuration configuration, Verdict verdict, Duration took)
      throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "%-36s %-12s %,12d generated %,12d distinct  depth %3d %6d s%n",
            configuration,
            verdict.violated(),
            verdict.generated(),
            verdict.distinct(),
            verdict.depth(),
            took.toSeconds());
    Files.writeString(OUTPUT.resolve("results.txt"), line, CREATE, APPEND);
  }
}
