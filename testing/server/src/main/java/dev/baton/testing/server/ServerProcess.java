package dev.baton.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One run of a server under {@code supervise.sh}, which ends it when this JVM ends, however. */
final class ServerProcess {
  private static final long POLITE_SECONDS = 10;

  private final Process supervisor;
  private final long pid;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  private ServerProcess(Process supervisor, long pid) {
    this.supervisor = supervisor;
    this.pid = pid;
  }

  /** Starts {@code command}, which writes to {@code redis.log} in {@code data}. */
  static ServerProcess start(Path data, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script(), "supervise");
    builder.command().add(data.toString());
    builder.command().addAll(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(data.resolve("redis.log").toFile()));
    try {
      Process supervisor = builder.start();
      BufferedReader said = supervisor.inputReader(UTF_8);
      ServerProcess started = new ServerProcess(supervisor, Long.parseLong(line(said)));
      Thread reader = new Thread(() -> started.awaitEnd(said), "redis-server " + started.pid);
      reader.setDaemon(true);
      reader.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  private static String line(BufferedReader said) throws IOException {
    return Objects.requireNonNull(said.readLine(), "the supervisor ended before the server began");
  }

  private void awaitEnd(BufferedReader said) {
    try {
      @Nullable String ignored =
          said.readLine(); // "exit STATUS", or the end of the supervisor itself
      gone.complete(null);
    } catch (IOException e) {
      gone.completeExceptionally(e);
    }
  }

  long pid() {
    return pid;
  }

  boolean isAlive() {
    return !gone.isDone();
  }

  /** Sends a signal by name, such as {@code STOP}. */
  void signal(String name) {
    if (!isAlive()) {
      throw new IllegalStateException("redis-server " + pid + " is not running");
    }
    try {
      // the shell's own kill: /bin/kill is not on every machine
      new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot send " + name + " to " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the server where it is; a busy machine takes its time to do what a signal says. */
  void freeze() {
    signal("STOP");
    Path stat = Path.of("/proc/" + pid + "/stat");
    if (Files.exists(stat)) { // elsewhere than on Linux the signal has to be enough
      Eventually.await("redis-server " + pid + " to be frozen", () -> state(stat).equals("T"));
    }
  }

  /** What a process does: the word after its name, which may have blanks. */
  private static String state(Path stat) {
    try {
      String text = Files.readString(stat);
      return text.substring(text.lastIndexOf(')') + 2).split(" ", 2)[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the server in order, so that it saves what it is configured to save. */
  void stop() {
    if (isAlive()) {
      signal("CONT");
      signal("TERM");
      if (!isGoneWithin(POLITE_SECONDS)) {
        kill();
      }
    }
  }

  /** Ends the server at once, as a crash would. */
  void kill() {
    if (isAlive()) {
      signal("KILL");
      if (!isGoneWithin(POLITE_SECONDS)) {
        throw new IllegalStateException("redis-server " + pid + " outlives kill -9");
      }
    }
  }

  /** Lets go of the folder of a server that is gone; another one has it now. */
  void handOver() {
    lastWord("keep\n");
  }

  /** Ends the server at once, if it still runs, and deletes its folder. */
  void discard() {
    lastWord("");
  }

  private void lastWord(String word) {
    try (OutputStream stdin = supervisor.getOutputStream()) {
      stdin.write(word.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the supervisor of redis-server " + pid + " is gone", e);
    }
    try {
      if (!supervisor.waitFor(POLITE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the supervisor of redis-server " + pid + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it ends without us watching
    }
  }

  private boolean isGoneWithin(long seconds) {
    try {
      gone.get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("lost sight of redis-server " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String script() {
    try (InputStream in = ServerProcess.class.getResourceAsStream("supervise.sh")) {
      return new String(Objects.requireNonNull(in, "supervise.sh").readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
