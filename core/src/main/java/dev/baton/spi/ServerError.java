package dev.baton.spi;

import java.util.Set;
import java.util.regex.Pattern;

/** The server answered a command with an error, such as {@code NOSCRIPT} or {@code NOPERM}. */
public final class ServerError extends BackendFault {
  private static final long serialVersionUID = 1L;

  /**
   * What Redis up to 6.2 puts before an error that a command of a script met: the handler of errors
   * its part, and the one that pushes them another, which also stands alone if the script returns
   * the error (src/scripting.c: evalGenericCommand, scriptingInit, luaPushError). Later ones put
   * something behind it only ({@code script: SHA, on @user_script:LINE.}). It is looked for where
   * the server puts it and nowhere else, since the rest can have words of a caller's.
   */
  private static final Pattern OF_A_SCRIPT =
      Pattern.compile(
          "^(?:ERR Error running script \\(call to f_[0-9a-f]{40}\\): @user_script:[0-9]+: )?"
              + "(?:@user_script: [0-9]+: )?-?");

  private static final Pattern CODE = Pattern.compile("[A-Z]+");
  private static final String ANY = "ERR";
  private static final Set<String> ELSEWHERE = Set.of("MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN");

  /** The error that was met, without what says that it was in a script. */
  private final String met;

  /**
   * An error reply.
   *
   * @param message the server's whole message, beginning with its code
   */
  public ServerError(String message) {
    super(message, null);
    this.met = OF_A_SCRIPT.matcher(message).replaceFirst("");
  }

  /**
   * The first word of the server's message, for instance {@code WRONGTYPE}; of an error that a
   * command of a script met, the first word of that one, also where the server puts others before
   * it.
   *
   * @return the error code; {@code ERR} if there is none of its own
   */
  public String code() {
    int blank = met.indexOf(' ');
    String first = blank < 0 ? met : met.substring(0, blank);
    return met.length() == message().length() || CODE.matcher(first).matches() ? first : ANY;
  }

  /**
   * What the server says in words: the message without what it puts before an error of a script,
   * and without {@code ERR}. Begins with the code if there is another.
   *
   * @return the words
   */
  public String words() {
    return met.startsWith(ANY + " ") ? met.substring(ANY.length() + 1) : met;
  }

  /**
   * Whether the server says that it is a replica, so that the primary is to be looked for
   * elsewhere.
   *
   * @return whether it does
   */
  public boolean isOfAReplica() {
    String code = code();
    return code.equals("READONLY") || code.equals("MASTERDOWN");
  }

  /**
   * Whether a node of a cluster says that it does not serve the slot, at present.
   *
   * @return whether it does
   */
  public boolean isOfAnotherNode() {
    return ELSEWHERE.contains(code());
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
