package dev.baton.cli.run;

import dev.baton.cli.base.Launcher;
import dev.baton.cli.base.Proc;
import dev.baton.cli.base.Signals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A wrapped command that runs, with all the processes that it has started in turn. */
final class Child {
  private static final Set<String> USER_SIGNALS = Set.of("USR1", "USR2");

  private final Process process;
  private final Family family;

  private Child(Process process, Mark mark) {
    this.process = process;
    this.family = new Family(process.toHandle(), mark);
  }

  /**
   * Starts a program with this process's standard input and outputs: on a terminal in the job that
   * this process is in, elsewhere in a session of its own.
   *
   * @param hearsQuit whether a program can be made to hear QUIT
   * @param mark what its environment is to be marked with
   * @param variables what else its environment is to have
   * @throws dev.baton.cli.base.Failure as a shell would put it: 127 if it is not there, 126 if it
   *     cannot be executed
   */
  static Child start(Program program, boolean hearsQuit, Mark mark, Map<String, String> variables) {
    Program started = Proc.hasTerminal() ? program : program.inOwnSession();
    started = hearsQuit ? started.hearingQuit() : started;
    ProcessBuilder builder = new ProcessBuilder(started.words()).inheritIO();
    Map<String, String> environment = builder.environment();
    environment.putAll(variables);
    mark.put(environment);
    Launcher.restore(environment);
    try {
      return new Child(builder.start(), mark);
    } catch (IOException e) {
      throw program.failure(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits a little; whether the command has ended then. */
  boolean endsWithin(Duration time) {
    try {
      return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Completes when the command ends. */
  CompletableFuture<Process> ended() {
    return process.onExit();
  }

  /** The exit code of a command that has ended; 128 + the signal's number if one ended it. */
  int exitCode() {
    return process.exitValue();
  }

  /**
   * Passes a signal on: USR1 and USR2 to the command alone, one that ends things to all that it has
   * started as well, since a shell that dies of it would leave its own children running.
   */
  void forward(Signals.Signal signal) {
    if (USER_SIGNALS.contains(signal.name())) {
      send(signal.name(), List.of(process.toHandle()));
      return;
    }
    Set<ProcessHandle> all = family.tell();
    // Ctrl-C reaches the whole foreground by itself. Twice means "at once" to many programs.
    if (!(signal.name().equals("INT") && Proc.isForeground())) {
      send(signal.name(), all);
    }
  }

  /** Ends the command and all that it has started: with TERM, and after a while with KILL. */
  void stop(Duration grace) {
    family.end(grace);
  }

  /** Waits a while for all who were told to end, then kills them and what they have started. */
  void sweep(Duration grace) {
    family.sweep(grace);
  }

  private static void send(String signal, Collection<ProcessHandle> to) {
    List<String> kill = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$@\"", "sh", signal));
    to.forEach(each -> kill.add(Long.toString(each.pid())));
    try {
      // the shell's own kill: /bin/kill is not on every machine
      new ProcessBuilder(kill)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      to.forEach(ProcessHandle::destroy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
