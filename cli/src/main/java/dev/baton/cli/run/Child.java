package dev.baton.cli.run;

import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Launcher;
import dev.baton.cli.base.Proc;
import dev.baton.cli.base.Signals;
import dev.baton.cli.base.Words;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A wrapped command that runs, with all the processes that it has started in turn. */
public final class Child {
  private static final Pattern ERRNO = Pattern.compile("error[=:] ?(\\d+)");
  private static final Set<String> USER_SIGNALS = Set.of("USR1", "USR2");

  /** How long the system may take to end a process that was killed. */
  private static final Duration DEATH = Duration.ofSeconds(1);

  private static final long LOOK_NANOS = 5_000_000;

  private final Process process;

  /** Who was told to end. */
  private final Set<ProcessHandle> told = ConcurrentHashMap.newKeySet();

  private Child(Process process) {
    this.process = process;
  }

  /**
   * Starts a command with this process's standard input and outputs.
   *
   * @throws Failure as a shell would put it: 127 if it is not there, 126 if it cannot be executed
   */
  public static Child start(List<String> command, Map<String, String> variables) {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(variables);
    Launcher.restore(builder.environment());
    try {
      return new Child(builder.start());
    } catch (IOException e) {
      String name = Words.printable(command.get(0));
      Matcher errno = ERRNO.matcher(String.valueOf(e.getMessage()));
      throw errno.find() && errno.group(1).equals("2")
          ? new Failure(ExitCode.NOT_FOUND, name + ": command not found", e)
          : new Failure(
              ExitCode.NOT_EXECUTABLE,
              name + ": cannot be executed: is it a program? chmod +x?",
              e);
    }
  }

  /** Completes when the command ends. */
  public CompletableFuture<Process> ended() {
    return process.onExit();
  }

  /** The exit code of a command that has ended; 128 + the signal's number if one ended it. */
  public int exitCode() {
    return process.exitValue();
  }

  /**
   * Passes a signal on: USR1 and USR2 to the command alone, one that ends things to all that it has
   * started as well, since a shell that dies of it would leave its own children running.
   */
  public void forward(Signals.Signal signal) {
    if (USER_SIGNALS.contains(signal.name())) {
      send(signal.name(), List.of(process.toHandle()));
      return;
    }
    tree().forEach(told::add);
    // Ctrl-C reaches the whole foreground by itself. Twice means "at once" to many programs.
    if (!(signal.name().equals("INT") && Proc.isForeground())) {
      send(signal.name(), told.stream().filter(Proc::isRunning).toList());
    }
  }

  /** Ends the command and all that it has started: with TERM, and after a while with KILL. */
  public void stop(Duration grace) {
    tree().forEach(told::add);
    told.forEach(ProcessHandle::destroy);
    sweep(grace);
  }

  /** Waits a while for all who were told to end, then kills them and what they have started. */
  public void sweep(Duration grace) {
    if (!areGone(told, grace)) {
      Set<ProcessHandle> left =
          told.stream()
              .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
              .filter(Proc::isRunning)
              .collect(Collectors.toSet());
      left.forEach(ProcessHandle::destroyForcibly);
      areGone(left, DEATH);
    }
  }

  private static boolean areGone(Set<ProcessHandle> all, Duration within) {
    long start = System.nanoTime();
    while (all.stream().anyMatch(Proc::isRunning)) {
      if (System.nanoTime() - start > within.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS); // nobody tells of the end of another one's children
    }
    return true;
  }

  private Stream<ProcessHandle> tree() {
    ProcessHandle self = process.toHandle();
    return Stream.concat(Stream.of(self), self.descendants()).filter(Proc::isRunning);
  }

  private static void send(String signal, Collection<ProcessHandle> to) {
    List<String> kill = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$@\"", "sh", signal));
    to.stream().map(handle -> Long.toString(handle.pid())).forEach(kill::add);
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
