package dev.baton.cli.base;

/** The command cannot go on: what to tell the user, and the exit code. */
public final class Failure extends RuntimeException {
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
  public Failure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
