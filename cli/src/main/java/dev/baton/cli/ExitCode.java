package dev.baton.cli;

/** What an exit code of the command means; from 64 to 78 they are those of BSD's sysexits.h. */
final class ExitCode {
  static final int OK = 0;

  /** The lock is busy, or not in the state that was asked about. */
  static final int CONFLICT = 1;

  /** The command line makes no sense. */
  static final int USAGE = 64;

  /** The key belongs to data of another type. */
  static final int WRONG_DATA = 65;

  /** Redis cannot be reached, or refuses. */
  static final int UNAVAILABLE = 69;

  /** A defect of Baton's own. */
  static final int INTERNAL = 70;

  /** The lock was lost while the command ran. */
  static final int LOCK_LOST = 75;

  /** The wrapped command is there but cannot be executed, as in a shell. */
  static final int NOT_EXECUTABLE = 126;

  /** The wrapped command is not there, as in a shell. */
  static final int NOT_FOUND = 127;

  /** Added to the number of the signal that ended a process, as in a shell. */
  static final int SIGNALLED = 128;

  private ExitCode() {}
}
