package dev.baton.cli.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.cli.base.Seconds;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A shell beside the command that ends it if this process is killed; see {@code watcher.sh}. It
 * starts on a thread of its own, so that it costs no time while the lock is asked for.
 *
 * <p>It also finds out how to start programs that hear QUIT. HotSpot blocks that signal in all of
 * its threads but one, and whatever they start has it blocked too: Ctrl-\\ would do nothing.
 */
final class Watcher implements AutoCloseable {
  private static final String SCRIPT = "BATON_WATCHER";

  /** How long it may take to end when all is done; it is waited for so that no zombie is left. */
  private static final int LEAVING_SECONDS = 2;

  private final FutureTask<Started> started;

  private record Started(Process process, boolean hearsQuit) {}

  private Watcher(FutureTask<Started> started) {
    this.started = started;
  }

  /**
   * Starts one.
   *
   * @param grace how long the command has between TERM and KILL
   */
  static Watcher start(Duration grace) {
    FutureTask<Started> started = new FutureTask<>(() -> launch(grace));
    Thread thread = new Thread(started, "baton-watcher");
    thread.setDaemon(true);
    thread.start();
    return new Watcher(started);
  }

  private static Started launch(Duration grace) throws IOException {
    // the script in a variable: ps shows a short line
    String line = "eval \"$" + SCRIPT + "\"";
    // its own session: neither Ctrl-C nor what kills our group may reach it
    Program shell =
        new Program(List.of("/bin/sh", "-c", line, "baton-watcher", Seconds.plain(grace)))
            .inOwnSession();
    String script = script();
    Process hearing = launch(shell.hearingQuit(), script);
    return hearing == null
        ? new Started(Objects.requireNonNull(launch(shell, script)), false)
        : new Started(hearing, true);
  }

  /** Null if it does not start. */
  private static @Nullable Process launch(Program shell, String script) {
    ProcessBuilder builder =
        new ProcessBuilder(shell.words()).redirectError(ProcessBuilder.Redirect.DISCARD);
    Mark.remove(builder.environment()); // else a baton around this one would take it for its own
    builder.environment().put(SCRIPT, script);
    try {
      Process process = builder.start();
      return process.getInputStream().read() < 0 ? null : process;
    } catch (IOException e) {
      return null;
    }
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

  /** Whether {@link Program#hearingQuit()} works. */
  boolean canMakeHearQuit() {
    Started running = started();
    return running != null && running.hearsQuit;
  }

  private @Nullable Process process() {
    Started running = started();
    return running == null ? null : running.process;
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
  private @Nullable Started started() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return started.get();
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
