package dev.baton.cli.run;

import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Words;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A program with its arguments.
 *
 * @param words its name or path, then its arguments
 */
record Program(List<String> words) {
  private static final String SETSID = "setsid";

  /** Of GNU coreutils 8.31 or later: also takes the signal out of those that are blocked. */
  private static final List<String> HEARING_QUIT = List.of("env", "--default-signal=QUIT");

  /** A line for the user's shell, as flock(1) runs it. */
  static Program shellLine(String line) {
    String shell = System.getenv("SHELL");
    return new Program(List.of(shell == null || shell.isEmpty() ? "/bin/sh" : shell, "-c", line));
  }

  /** Its name, without the folder. */
  String name() {
    String path = words.get(0);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Looks it up, as the system will when it starts it.
   *
   * @throws Failure as a shell would put it: 127 if it is not there, 126 if it cannot be executed
   */
  void find() {
    String name = words.get(0);
    boolean there = false;
    for (String path : name.indexOf('/') >= 0 ? List.of(name) : onPath(name)) {
      File file = new File(path);
      if (file.isFile() && file.canExecute()) {
        return;
      }
      there |= file.exists();
    }
    throw there ? notExecutable(null) : notFound(null);
  }

  /** What went wrong when it was started. */
  Failure failure(IOException e) {
    // "Cannot run program ...: error=2, No such file or directory"
    String message = Objects.requireNonNullElse(e.getMessage(), "");
    return message.contains("error=2,") ? notFound(e) : notExecutable(e);
  }

  private Failure notFound(@Nullable IOException e) {
    return failure(ExitCode.NOT_FOUND, ": command not found", e);
  }

  private Failure notExecutable(@Nullable IOException e) {
    return failure(ExitCode.NOT_EXECUTABLE, ": cannot be executed: is it a program? chmod +x?", e);
  }

  private Failure failure(int code, String what, @Nullable IOException e) {
    String message = Words.printable(words.get(0)) + what;
    return e == null ? new Failure(code, message) : new Failure(code, message, e);
  }

  /**
   * The same program in a session and process group of its own, so that signals to our group do not
   * reach it; the very same where setsid(1) is missing. The process and its number stay those of
   * the program: setsid forks only if it leads a group, which a new process does not.
   */
  Program inOwnSession() {
    return isThere(SETSID) ? by(List.of(SETSID)) : this;
  }

  /** The same program by way of another, which becomes it. */
  Program by(List<String> other) {
    List<String> all = new ArrayList<>(other);
    if (words.get(0).startsWith("-")) {
      all.add("--");
    }
    all.addAll(words);
    return new Program(all);
  }

  /** The same program, which hears QUIT, where there is such an env(1): see {@link Watcher}. */
  Program hearingQuit() {
    // to env, NAME=value is a variable
    return words.get(0).indexOf('=') >= 0 ? this : by(HEARING_QUIT);
  }

  private static boolean isThere(String name) {
    for (String path : onPath(name)) {
      if (new File(path).canExecute()) {
        return true;
      }
    }
    return false;
  }

  private static List<String> onPath(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/bin:/usr/bin");
    List<String> all = new ArrayList<>();
    for (int from = 0, to; from <= path.length(); from = to + 1) {
      int colon = path.indexOf(':', from);
      to = colon < 0 ? path.length() : colon;
      all.add((from == to ? "." : path.substring(from, to)) + '/' + name);
    }
    return all;
  }
}
