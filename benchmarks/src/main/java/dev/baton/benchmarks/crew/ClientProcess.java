package dev.baton.benchmarks.crew;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.benchmarks.client.ClientMain;
import dev.baton.benchmarks.client.Order;
import dev.baton.benchmarks.client.Outcome;
import dev.baton.benchmarks.client.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One client: a JVM of its own. It ends when this one does, since its standard input ends then. */
final class ClientProcess implements AutoCloseable {
  private static final String GONE = "";

  private final Process process;
  private final Writer in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /** Starts it, with the heap that is given to it. */
  ClientProcess(String heap) throws IOException {
    this.process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                ClientMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.in = process.outputWriter(UTF_8);
    Thread reader = new Thread(() -> read(process.inputReader(UTF_8)), "client's answers");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(BufferedReader out) {
    out.lines()
        .filter(line -> line.startsWith(Wire.MARK))
        .forEach(line -> answers.add(line.substring(Wire.MARK.length())));
    answers.add(GONE);
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
