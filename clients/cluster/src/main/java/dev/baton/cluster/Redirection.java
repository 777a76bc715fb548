package dev.baton.cluster;

import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import dev.baton.spi.Slots;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node's refusal that names another. The command was certainly not carried out.
 *
 * @param asking whether it is for this command only ({@code ASK}), and not from now on ({@code
 *     MOVED})
 * @param slot the slot of the command's key
 * @param target the node that is to be asked
 */
record Redirection(boolean asking, int slot, Node target) {
  private static final Pattern FORM =
      Pattern.compile("(MOVED|ASK) ([0-9]{1,5}) (.*):([0-9]{1,5})(@.*)?");

  /**
   * Reads an error.
   *
   * @param asked the node whose error it is: the host of a target without one
   * @return null if it is another error, or names no node that could be reached
   */
  static @Nullable Redirection of(ServerError error, Node asked) {
    if (!isOne(error)) {
      return null;
    }
    Matcher words = FORM.matcher(error.message());
    if (!words.matches()) {
      return null;
    }
    int slot = Integer.parseInt(words.group(2));
    String host = words.group(3);
    int port = Integer.parseInt(words.group(4));
    if (slot >= Slots.COUNT || host.equals("?") || port < 1 || port > 65_535) {
      return null;
    }
    Node target = new Node(host.isEmpty() ? asked.host() : host, port);
    return new Redirection(words.group(1).equals("ASK"), slot, target);
  }

  /** Whether an error is one, even if it names no node that could be reached. */
  static boolean isOne(ServerError error) {
    String code = error.code();
    return code.equals("MOVED") || code.equals("ASK");
  }

  /** Whether an error is that some keys of a slot have moved and others have not: soon all have. */
  static boolean isHalfway(ServerError error) {
    return error.code().equals("TRYAGAIN");
  }

  /** Whether a command that met this error goes on by itself. */
  static boolean isPassing(ServerError error) {
    return isOne(error) || isHalfway(error);
  }
}
