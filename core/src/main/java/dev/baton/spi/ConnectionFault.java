package dev.baton.spi;

import org.jspecify.annotations.Nullable;

/**
 * No answer came to a command: it could not be sent, the connection broke, or time ran out.
 *
 * <p>What an adapter must get right here is {@link #mayHaveRun()}: saying {@code false} for a
 * command that did reach the server would leave a lock held by nobody.
 */
public final class ConnectionFault extends BackendFault {
  private static final long serialVersionUID = 1L;

  /** Whether the server may have carried out the command. */
  private final boolean mayHaveRun;

  /**
   * A command without an answer.
   *
   * @param message what happened, and with which server
   * @param mayHaveRun false only if no byte of the command can have reached the server
   * @param cause the client library's exception, if there was one
   */
  public ConnectionFault(String message, boolean mayHaveRun, @Nullable Throwable cause) {
    super(message, cause);
    this.mayHaveRun = mayHaveRun;
  }

  /**
   * No connection was opened. Says why, and what to look at.
   *
   * @param target the server
   * @param silent whether time ran out
   * @param cause what the client library threw
   * @return the fault
   */
  public static ConnectionFault unreachable(String target, boolean silent, Throwable cause) {
    Unreachable why = new Unreachable(silent, cause);
    return new ConnectionFault(
        "cannot reach " + target + " (" + why.reason() + "): " + why.advice(), false, cause);
  }

  /**
   * Whether the server may have carried out the command.
   *
   * @return false if it certainly has not
   */
  public boolean mayHaveRun() {
    return mayHaveRun;
  }
}
