package dev.baton.benchmarks.crew;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.benchmarks.client.ClientMain;
import dev.baton.benchmarks.client.Order;
import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.client.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One client: a JVM of its own. It ends when this one does, since its standard input ends then. */
final class ClientProcess implements AutoCloseable {
  private static final String GONE = "";

  private final Process process;
  private final Writer in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private ClientProcess(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of("-XX:+UseSerialGC", "-Xshare:auto", "-cp", System.getProperty("java.class.path")));
    command.add(ClientMain.class.getName());
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.in = process.outputWriter(UTF_8);
    Thread reader = new Thread(() -> read(process.inputReader(UTF_8)), "client's answers");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts one that has much of the machine to itself. */
  static ClientProcess oneOfFew() throws IOException {
    return new ClientProcess("-Xmx2g");
  }

  /**
   * Starts one of so many that each gets little to do: it would be interpreted all the time, and
   * not as it is in an application that has run for hours, if it were not compiled early.
   */
  static ClientProcess oneOfMany() throws IOException {
    return new ClientProcess("-Xmx256m", "-XX:TieredStopAtLevel=1");
  }

  private void read(BufferedReader out) {
    try {
      out.lines()
          .filter(line -> line.startsWith(Wire.MARK))
          .forEach(line -> answers.add(line.substring(Wire.MARK.length())));
    } catch (UncheckedIOException closed) {
      // It was ended.
    } finally {
      answers.add(GONE);
    }
  }

  void send(Order order) throws IOException {
    in.write(Wire.line(order) + "\n");
    in.flush();
  }

  /** The answer to the oldest order that has none yet. */
  Outcome answer(Duration patience) throws InterruptedException {
    String line = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw new IllegalStateException("no answer within " + patience.toSeconds() + " s");
    }
    if (line.equals(GONE)) {
      throw new IllegalStateException("the client process ended");
    }
    Outcome outcome = Wire.parse(line, Outcome.class);
    if (outcome.failure() != null) {
      throw new IllegalStateException(outcome.failure());
    }
    return outcome;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
