package dev.baton.cli.base;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What Linux tells of processes and Java does not. */
public final class Proc {
  private static final int STATE = 0;
  private static final int GROUP = 2;
  private static final int TERMINAL = 4;
  private static final int FOREGROUND_GROUP = 5;

  private Proc() {}

  /** Whether this process may have a controlling terminal; elsewhere than on Linux it may. */
  public static boolean hasTerminal() {
    String[] stat = stat("self");
    return stat == null || !stat[TERMINAL].equals("0");
  }

  /**
   * Whether this process is in the foreground of a terminal, so that Ctrl-C typed there reaches its
   * children too; elsewhere than on Linux nobody knows, and the answer is no.
   */
  public static boolean isForeground() {
    String[] stat = stat("self");
    return stat != null
        && !stat[TERMINAL].equals("0")
        && stat[GROUP].equals(stat[FOREGROUND_GROUP]);
  }

  /** Whether this process is known to be in the background of a terminal. */
  public static boolean isInBackground() {
    String[] stat = stat("self");
    return stat != null
        && !stat[TERMINAL].equals("0")
        && !stat[GROUP].equals(stat[FOREGROUND_GROUP]);
  }

  /**
   * Whether a process runs; one that has ended does not, even if nobody has asked for its exit code
   * yet, as happens in containers to those that have lost their parent.
   */
  public static boolean isRunning(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    String[] stat = stat(Long.toString(process.pid()));
    return stat == null || !stat[STATE].equals("Z");
  }

  /**
   * The processes whose environment, as they were started with, has a certain variable. Those of
   * other users are not seen.
   *
   * @param wanted gets each variable, as {@code NAME=value}
   */
  public static List<ProcessHandle> withVariable(Predicate<String> wanted) {
    List<ProcessHandle> found = new ArrayList<>();
    String[] names = new File("/proc").list();
    for (String name : names == null ? new String[0] : names) {
      if (Character.isDigit(name.charAt(0))) {
        // The handle first: it knows when its process began, and so does not become another's.
        Optional<ProcessHandle> handle = ProcessHandle.of(Long.parseLong(name));
        if (handle.isPresent() && hasVariable(name, wanted)) {
          found.add(handle.get());
        }
      }
    }
    return found;
  }

  private static boolean hasVariable(String pid, Predicate<String> wanted) {
    String environment = read(pid, "environ");
    if (environment != null) {
      for (String variable : environment.split("\0", -1)) {
        if (wanted.test(variable)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What follows the name in "pid (name) state parent group session terminal foreground ...". */
  private static String @Nullable [] stat(String pid) {
    String stat = read(pid, "stat");
    if (stat == null) {
      return null;
    }
    String[] fields = stat.substring(stat.lastIndexOf(") ") + 2).split(" ", -1);
    return fields.length > FOREGROUND_GROUP ? fields : null;
  }

  private static @Nullable String read(String pid, String file) {
    try {
      return Files.readString(Path.of("/proc", pid, file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return null;
    }
  }
}
