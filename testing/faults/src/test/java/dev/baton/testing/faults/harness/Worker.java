package dev.baton.testing.faults.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.faults.worker.Slot;
import dev.baton.testing.faults.worker.Use;
import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.faults.worker.WorkerMain;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A process that takes locks, seen from outside. */
public final class Worker implements AutoCloseable {
  private final String name;
  private final Path folder;
  private final Slot[] slots;
  private final Process process;
  private final PrintWriter commands;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private long killedAt = Operation.NEVER;

  private Worker(String name, Path folder, Slot[] slots, Process process) {
    this.name = name;
    this.folder = folder;
    this.slots = slots;
    this.process = process;
    this.commands = new PrintWriter(process.outputWriter(UTF_8), true);
  }

  /** Starts one; {@code prefix} is what its JVM is started with, to run it elsewhere. */
  static Worker start(
      String name, Adapter adapter, String uri, Path folder, int threads, List<String> prefix)
      throws IOException {
    List<String> line = new ArrayList<>(prefix);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
    line.addAll(List.of(name, adapter.name(), uri, folder.toString(), "" + threads));
    Slot[] slots = Slot.ofThreads(folder.resolve(name + ".slots"), threads);
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Worker worker = new Worker(name, folder, slots, process);
    worker.listen(worker.said::add);
    return worker;
  }

  public String name() {
    return name;
  }

  /** Has it want locks until it is told to rest. */
  void loop(long seed, Use use, Set<WantedLock> locks) {
    tell(
        "loop "
            + seed
            + " "
            + use
            + locks.stream().map(lock -> " " + lock).collect(Collectors.joining()));
  }

  /** Tells it a command. */
  public void tell(String command) {
    commands.println(command);
  }

  /**
   * Waits until it says something that begins so, and passes over what it says before.
   *
   * @return the words of the line
   */
  public String[] await(String start) throws InterruptedException {
    String line;
    while ((line = said.poll(10, TimeUnit.MINUTES)) != null) {
      if (line.startsWith(start)) {
        return line.split(" ");
      }
    }
    throw new AssertionError(name + " does not say \"" + start + "\"");
  }

  /** What it has said and nobody has waited for. */
  public List<String> overheard() {
    List<String> lines = new ArrayList<>();
    said.drainTo(lines);
    return lines;
  }

  /** How many locks it has got. */
  public long grants() {
    return Arrays.stream(slots).mapToLong(Slot::grants).sum();
  }

  public void pause() {
    signal("STOP");
  }

  public void resume() {
    signal("CONT");
  }

  /** As {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    killedAt = System.nanoTime();
  }

  /** Ends it in order; returns the names of the threads that its lock client left behind. */
  public Set<String> stop() throws InterruptedException {
    tell("stop");
    String[] words = await("stopped");
    process.waitFor();
    return words.length < 2 ? Set.of() : Set.of(words[1].split(","));
  }

  /** Adds what it noted, and what it was about when it was killed, to a history. */
  public void collect(History history) throws IOException {
    History own = new History();
    own.read(folder.resolve(name + ".journal"));
    own.operations().forEach(history::add);
    own.works().forEach(history::add);
    Set<String> noted = own.operations().stream().map(Worker::grant).collect(Collectors.toSet());
    if (killedAt != Operation.NEVER) {
      for (Slot slot : slots) {
        // one that was noted already may not have been wiped yet
        slot.unfinished(name, killedAt)
            .filter(last -> last.fence() == 0 || !noted.contains(grant(last)))
            .ifPresent(history::add);
      }
    }
  }

  private static String grant(Operation operation) {
    // readers have one fence together
    return operation.lock() + " " + operation.fence() + " " + operation.wantedAt();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid())
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("cannot send " + signal + " to " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen(Consumer<String> ear) {
    BufferedReader lines = process.inputReader(UTF_8);
    Thread thread = new Thread(() -> lines.lines().forEach(ear), "hears " + name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((t, closed) -> {});
    thread.start();
  }
}
