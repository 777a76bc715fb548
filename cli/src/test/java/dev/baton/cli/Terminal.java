package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command on a terminal of its own, by script(1) of Linux. */
final class Terminal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process script;
  private final Path shown;

  private Terminal(Process script, Path shown) {
    this.script = script;
    this.shown = shown;
  }

  /** Starts baton; the test is reported as not run where there is no such terminal. */
  static Terminal start(String... args) throws IOException {
    return start("", args);
  }

  /** Starts baton on a terminal of this size, as {@link #start} does. */
  static Terminal sized(int rows, int columns, String... args) throws IOException {
    return start("stty rows " + rows + " cols " + columns + "; ", args);
  }

  private static Terminal start(String before, String[] args) throws IOException {
    assumeThat(Path.of("/proc/self/stat")).exists();
    assumeThat(Path.of("/usr/bin/script")).exists();
    String line =
        BatonProcess.words(List.of(args)).stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    Path shown = Files.createTempFile("baton", ".terminal");
    shown.toFile().deleteOnExit();
    ProcessBuilder builder =
        new ProcessBuilder("/usr/bin/script", "-qec", before + "exec " + line, "/dev/null")
            .redirectOutput(shown.toFile())
            .redirectErrorStream(true);
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("COLUMNS");
    return new Terminal(builder.start(), shown);
  }

  /** Types, as on a keyboard. */
  void type(String text) throws IOException {
    script.getOutputStream().write(text.getBytes(UTF_8));
    script.getOutputStream().flush();
  }

  /** All that was written to it so far. */
  String shown() {
    try {
      return Files.readString(shown, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something was written to it that matches. */
  Matcher awaitShown(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    await().untilAsserted(() -> assertThat(shown()).containsPattern(compiled));
    Matcher found = compiled.matcher(shown());
    assertThat(found.find()).isTrue();
    return found;
  }

  /** Waits for baton's end. */
  int exitCode() throws InterruptedException {
    assertThat(script.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(shown()).isTrue();
    return script.exitValue();
  }

  @Override
  public void close() {
    script.descendants().forEach(ProcessHandle::destroyForcibly);
    script.destroyForcibly();
  }
}
