package dev.baton.cli.base;

/** What an exit code of the command means; from 64 to 78 they are those of BSD's sysexits.h. */
public final class ExitCode {
  public static final int OK = 0;

  /** The lock is busy, or not in the state that was asked about. */
  public static final int CONFLICT = 1;

  /** The command line makes no sense. */
  public static final int USAGE = 64;

  /** The key belongs to data of another type. */
  public static final int WRONG_DATA = 65;

  /** Redis cannot be reached, or refuses. */
  public static final int UNAVAILABLE = 69;

  /** A defect of Baton's own. */
  public static final int INTERNAL = 70;

  /** The lock was lost while the command ran. */
  public static final int LOCK_LOST = 75;

  /** The wrapped command is there but cannot be executed, as in a shell. */
  public static final int NOT_EXECUTABLE = 126;

  /** The wrapped command is not there, as in a shell. */
  public static final int NOT_FOUND = 127;

  /** Added to the number of the signal that ended a process, as in a shell. */
  public static final int SIGNALLED = 128;

  private ExitCode() {}
}
