package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * A grant pushed to a waiter's inbox: {@code GRANT request fence time}, see {@code lib/grant.lua}.
 *
 * @param request which acquisition it is for
 * @param fence the fencing token
 * @param serverMicros the server's time when it was made
 */
public record GrantMessage(String request, long fence, long serverMicros) {

  /**
   * Reads a message.
   *
   * @param payload as it was published
   * @return empty if it is not a grant: anybody can publish anything
   */
  public static Optional<GrantMessage> read(byte[] payload) {
    String[] fields = new String(payload, UTF_8).split(" ", -1);
    if (fields.length != 4 || !fields[0].equals("GRANT")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new GrantMessage(fields[1], Long.parseLong(fields[2]), Long.parseLong(fields[3])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
