package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.cli.base.Proc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command as a process of its own, with its output in files. */
final class BatonProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Keeps it from the terminal of whoever started the build. */
  private static final List<String> OWN_SESSION = ifThere("setsid");

  /** Lets it hear what is ignored around it: by nohup, or for jobs in the background. */
  private static final List<String> ALL_EARS = ifThere("env", "--default-signal=HUP,INT");

  private final Process process;
  private final Path out;
  private final Path err;

  private BatonProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it with nothing on its standard input. */
  static BatonProcess start(String... args) {
    return start("", List.of(args));
  }

  /** Starts it with a text on its standard input. */
  static BatonProcess start(String input, List<String> args) {
    return start(input, Map.of(), args);
  }

  /** Starts it with variables of its own beside those of this process. */
  static BatonProcess start(String input, Map<String, String> variables, List<String> args) {
    List<String> command = new ArrayList<>(OWN_SESSION);
    command.addAll(words(args));
    return launch(input, variables, command);
  }

  /** A way to start a program, if it is there. */
  private static List<String> ifThere(String... prefix) {
    List<String> trial = new ArrayList<>(List.of(prefix));
    trial.add("true");
    try {
      return new ProcessBuilder(trial).start().waitFor() == 0 ? List.of(prefix) : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts it in a session and process group of its own, without a terminal; the test is reported
   * as not run where there is no setsid(1).
   */
  static BatonProcess lead(String... args) {
    assumeThat(Path.of("/usr/bin/setsid")).exists();
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(words(List.of(args)));
    return launch("", Map.of(), command);
  }

  /** What starts it, with arguments; as the script {@code baton} does. */
  static List<String> words(List<String> args) {
    List<String> command = new ArrayList<>(ALL_EARS);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-DisplayVMOutput",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.baton.cli.Main"));
    command.addAll(args);
    return command;
  }

  private static BatonProcess launch(
      String input, Map<String, String> variables, List<String> command) {
    try {
      Path in = Files.writeString(Files.createTempFile("baton", ".in"), input);
      Path out = Files.createTempFile("baton", ".out");
      Path err = Files.createTempFile("baton", ".err");
      List.of(in, out, err).forEach(file -> file.toFile().deleteOnExit());
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(variables);
      return new BatonProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it to its end. */
  static Outcome run(String... args) {
    try (BatonProcess baton = start(args)) {
      return baton.outcome();
    }
  }

  long pid() {
    return process.pid();
  }

  /** What it has printed so far. */
  String out() {
    return read(out);
  }

  /** What it has printed on standard error so far. */
  String err() {
    return read(err);
  }

  /** Waits until it has printed something. */
  BatonProcess awaitOut(String text) {
    await().untilAsserted(() -> assertThat(out()).as(err()).contains(text));
    return this;
  }

  /** Waits until it has printed something on standard error. */
  BatonProcess awaitErr(String text) {
    await().untilAsserted(() -> assertThat(err()).contains(text));
    return this;
  }

  /** The number of a process, which that process has printed as {@code name=number}. */
  ProcessHandle printed(String name) {
    awaitOut(name + "=");
    Matcher number = Pattern.compile(name + "=(\\d+)\n").matcher(out());
    await().until(() -> number.reset(out()).find());
    return ProcessHandle.of(Long.parseLong(number.group(1))).orElseThrow();
  }

  /** Waits until a process has ended. */
  static void awaitGone(ProcessHandle process) {
    await().until(() -> !Proc.isRunning(process));
  }

  /** The processes that it has started itself. */
  List<ProcessHandle> children() {
    return process.children().toList();
  }

  /** Sends a signal by name. */
  void signal(String name) {
    signal(name, pid());
  }

  /** Sends a signal by name to all of its process group. */
  void signalGroup(String name) {
    signal(name, -pid());
  }

  static void signal(String name, long pid) {
    try {
      assertThat(new ProcessBuilder("sh", "-c", "kill -s " + name + " -- " + pid).start().waitFor())
          .isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for its end. */
  Outcome outcome() {
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("baton ends; it printed: %s%s", out(), err())
          .isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new Outcome(process.exitValue(), out(), err());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
