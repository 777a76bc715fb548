package dev.baton.cli;

/** The command cannot go on: what to tell the user, and the exit code. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The process's exit code. */
  private final int exitCode;

  /**
   * A failure.
   *
   * @param exitCode the process's exit code
   * @param message what happened and what to do about it; one or two lines
   * @param cause what brought it about, seen with BATON_DEBUG=1 only
   */
  Failure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
