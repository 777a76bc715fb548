package dev.baton.spi;

/** The server answered a command with an error, such as {@code NOSCRIPT} or {@code NOPERM}. */
public final class ServerError extends BackendFault {
  private static final long serialVersionUID = 1L;

  /**
   * An error reply.
   *
   * @param message the server's whole message, beginning with its code
   */
  public ServerError(String message) {
    super(message, null);
  }

  /**
   * The first word of the server's message, for instance {@code WRONGTYPE}.
   *
   * @return the error code
   */
  public String code() {
    String message = message();
    int blank = message.indexOf(' ');
    return blank < 0 ? message : message.substring(0, blank);
  }

  /**
   * The server's whole message.
   *
   * @return the message, beginning with the code
   */
  public String message() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
