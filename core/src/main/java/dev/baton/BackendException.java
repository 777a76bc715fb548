package dev.baton;

import org.jspecify.annotations.Nullable;

/**
 * Redis refused a command or fell silent. {@link #outcome()} says whether the command took effect;
 * where that is unknown Baton goes on settling it in the background, so that no lock stays held by
 * nobody: from the caller's side, a lock that was being acquired is not held.
 */
public final class BackendException extends LockException {
  private static final long serialVersionUID = 1L;

  /** What became of the command. */
  public enum Outcome {
    /** The command had no effect. */
    NOT_DONE,
    /** The command may have had its effect; what it may have left behind is being cleared away. */
    UNKNOWN
  }

  /** What became of the command. */
  private final Outcome outcome;

  /**
   * A command that failed.
   *
   * @param lockName the lock's name; empty if the error is about the connection as a whole
   * @param outcome what became of the command
   * @param message what happened and what to do
   * @param cause the adapter's error, or null
   */
  public BackendException(
      String lockName, Outcome outcome, String message, @Nullable Throwable cause) {
    super(lockName, message, cause);
    this.outcome = outcome;
  }

  /**
   * Whether the command took effect.
   *
   * @return the outcome
   */
  public Outcome outcome() {
    return outcome;
  }
}
