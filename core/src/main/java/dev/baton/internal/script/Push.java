package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/** A message to a client's inbox, about one of its requests. */
public sealed interface Push {

  /** What a message begins with that says that another leads, or nobody; the lock's key follows. */
  String LED = "LEADER ";

  /** Which acquisition it is about. */
  String request();

  /**
   * The lock is ours: {@code GRANT request fence time waiting}, see {@code lib/grant.lua}.
   *
   * @param request which acquisition it is for
   * @param fence the fencing token
   * @param serverMicros the server's time when it was made
   * @param waiting how many wait behind us
   */
  record Granted(String request, long fence, long serverMicros, long waiting) implements Push {}

  /**
   * Somebody wants a lock that we may be keeping unused: {@code WANTED request}, see {@code
   * acquire.lua}.
   *
   * @param request which acquisition got us the lock
   */
  record Wanted(String request) implements Push {}

  /**
   * Somebody released a lock on our behalf: {@code REVOKED request}, see {@code release.lua}.
   *
   * @param request which acquisition got us the lock
   */
  record Revoked(String request) implements Push {}

  /**
   * Who leads has changed: {@code LEADER lock}, see {@code proclaim.lua}.
   *
   * @param request the lock's key, which is the only thing that it is about
   */
  record Led(String request) implements Push {}

  /**
   * Reads a message.
   *
   * @param payload as it was published
   * @return empty if it is none of these: anybody can publish anything
   */
  static Optional<Push> read(byte[] payload) {
    String text = new String(payload, UTF_8);
    if (text.startsWith(LED)) {
      return Optional.of(new Led(text.substring(LED.length())));
    }
    String[] words = text.split(" ", -1);
    if (words.length == 2 && isWord(words[1])) {
      return switch (words[0]) {
        case "WANTED" -> Optional.of(new Wanted(words[1]));
        case "REVOKED" -> Optional.of(new Revoked(words[1]));
        default -> Optional.empty();
      };
    }
    if (words.length == 5
        && words[0].equals("GRANT")
        && isWord(words[1])
        && isNumber(words[2], '1')
        && isNumber(words[3], '1')
        && isNumber(words[4], '0')) {
      return Optional.of(
          new Granted(
              words[1],
              Long.parseLong(words[2]),
              Long.parseLong(words[3]),
              Long.parseLong(words[4])));
    }
    return Optional.empty();
  }

  private static boolean isWord(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ');
  }

  /** Up to 16 digits: below 2<sup>53</sup> in essence, as the server's numbers are. */
  private static boolean isNumber(String text, char leastFirst) {
    if (text.isEmpty() || text.length() > 16 || text.charAt(0) < leastFirst) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
