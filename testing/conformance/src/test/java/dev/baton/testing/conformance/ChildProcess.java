package dev.baton.testing.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Another JVM that takes a lock, says so, and keeps it until it is killed. */
final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ChildProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  /**
   * Arguments: {@code acquire ADAPTER URI NAME [--lease MILLIS]}, {@code permit} with the same for
   * the only permit of a semaphore, or {@code leave ADAPTER URI NAME MILLIS}, see {@link
   * LeavingProcess}.
   */
  static ChildProcess start(String command, Adapter adapter, String address, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add(ChildProcess.class.getName());
    line.addAll(List.of(command, adapter.name(), address));
    line.addAll(List.of(arguments));
    return new ChildProcess(
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The class's other side. */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("leave")) {
      LeavingProcess.run(arguments);
      return;
    }
    LockOptions options = LockOptions.defaults();
    if (arguments.length > 4) {
      options = options.leaseDuration(Duration.ofMillis(Long.parseLong(arguments[5])));
    }
    try (LockClient client = Adapter.valueOf(arguments[1]).connect(arguments[2]);
        Lease lease = wanted(client, arguments, options).acquire()) {
      System.out.println("held " + lease.fencingToken());
      // The end of our input is the end of the parent.
      System.in.transferTo(System.out);
    }
  }

  private static Acquirable wanted(LockClient client, String[] arguments, LockOptions options) {
    return arguments[0].equals("permit")
        ? client.semaphore(arguments[3], 1, options)
        : client.lock(arguments[3], options);
  }

  void awaitLine(String start) throws IOException {
    String line;
    while ((line = output.readLine()) != null) {
      if (line.startsWith(start)) {
        return;
      }
    }
    throw new IOException("the child ended without saying \"" + start + "\"");
  }

  /** What it says next. */
  String line() throws IOException {
    return String.valueOf(output.readLine());
  }

  /** As {@code kill}, and waits for its end. */
  void terminate() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /** Ends its input, and waits for its end. */
  void leave() throws IOException, InterruptedException {
    process.getOutputStream().close();
    process.waitFor();
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws Exception {
    kill();
  }
}
