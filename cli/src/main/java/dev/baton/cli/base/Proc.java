package dev.baton.cli.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What Linux tells of processes and Java does not; elsewhere the answers are "no". */
public final class Proc {
  private static final int STATE = 0;
  private static final int GROUP = 2;
  private static final int TERMINAL = 4;
  private static final int FOREGROUND_GROUP = 5;

  private Proc() {}

  /**
   * Whether this process is in the foreground of a terminal, so that Ctrl-C typed there reaches its
   * children too.
   */
  public static boolean isForeground() {
    return stat("self")
        .filter(stat -> !stat[TERMINAL].equals("0") && stat[GROUP].equals(stat[FOREGROUND_GROUP]))
        .isPresent();
  }

  /**
   * Whether a process runs; one that has ended does not, even if nobody has asked for its exit code
   * yet, as happens in containers to those that have lost their parent.
   */
  public static boolean isRunning(ProcessHandle process) {
    return process.isAlive()
        && stat(Long.toString(process.pid())).filter(stat -> stat[STATE].equals("Z")).isEmpty();
  }

  /** What follows the name in "pid (name) state parent group session terminal foreground ...". */
  private static Optional<String[]> stat(String pid) {
    try {
      String stat = Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(") ") + 2).split(" ", -1);
      return fields.length > FOREGROUND_GROUP ? Optional.of(fields) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
