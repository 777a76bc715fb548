package dev.baton.cli.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.cli.base.Seconds;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A shell beside the command that ends it if this process is killed; see {@code watcher.sh}. It
 * starts on a thread of its own, so that it costs no time while the lock is asked for.
 */
final class Watcher implements AutoCloseable {
  private static final String SCRIPT = "BATON_WATCHER";

  /** How long it may take to end when all is done; it is waited for so that no zombie is left. */
  private static final int LEAVING_SECONDS = 2;

  private final FutureTask<Process> process;

  private Watcher(FutureTask<Process> process) {
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param grace how long the command has between TERM and KILL
   */
  static Watcher start(Duration grace) {
    FutureTask<Process> process = new FutureTask<>(() -> launch(grace));
    Thread thread = new Thread(process, "baton-watcher");
    thread.setDaemon(true);
    thread.start();
    return new Watcher(process);
  }

  private static Process launch(Duration grace) throws IOException {
    // the script in a variable: ps shows a short line
    List<String> words =
        List.of("/bin/sh", "-c", "eval \"$" + SCRIPT + "\"", "baton-watcher", Seconds.plain(grace));
    // its own session: neither Ctrl-C nor what kills our group may reach it
    ProcessBuilder builder =
        new ProcessBuilder(new Program(words).inOwnSession().words())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Mark.remove(builder.environment()); // else a baton around this one would take it for its own
    builder.environment().put(SCRIPT, script());
    return builder.start();
  }

  private static String script() throws IOException {
    try (InputStream script = Watcher.class.getResourceAsStream("watcher.sh")) {
      if (script == null) {
        throw new FileNotFoundException("watcher.sh");
      }
      return new String(script.readAllBytes(), UTF_8);
    }
  }

  /** A command is about to start, with this token in its environment. */
  void expect(String token) {
    tell("mark " + token);
  }

  /** It has started. */
  void watch(long pid) {
    tell("command " + pid);
  }

  /** The command has ended, or there will be none: the watcher is to do nothing and go. */
  void dismiss() {
    tell("done");
  }

  /** Waits until it is gone. */
  @Override
  public void close() {
    Process running = process();
    if (running == null) {
      return;
    }
    dismiss();
    try {
      running.getOutputStream().close();
      running.waitFor(LEAVING_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      // it has ended by itself
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String line) {
    Process running = process();
    if (running == null) {
      return;
    }
    try {
      running.getOutputStream().write((line + '\n').getBytes(UTF_8));
      running.getOutputStream().flush();
    } catch (IOException e) {
      // Somebody killed it. The command runs all the same: baton itself looks after it.
    }
  }

  /** Null where there is no shell, so that nobody ends the command if this process is killed. */
  private @Nullable Process process() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.get();
        } catch (InterruptedException e) {
          interrupted = true; // by a signal, which whoever runs the command sees to
        } catch (ExecutionException e) {
          return null;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
