package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A grant pushed to a waiter's inbox: {@code GRANT request fence time}, see {@code lib/grant.lua}.
 *
 * @param request which acquisition it is for
 * @param fence the fencing token
 * @param serverMicros the server's time when it was made
 */
public record GrantMessage(String request, long fence, long serverMicros) {
  /** Numbers of up to 16 digits: below 2<sup>53</sup> in essence, as the server's are. */
  private static final Pattern GRANT =
      Pattern.compile("GRANT (\\S+) ([1-9][0-9]{0,15}) ([1-9][0-9]{0,15})");

  /**
   * Reads a message.
   *
   * @param payload as it was published
   * @return empty if it is not a grant: anybody can publish anything
   */
  public static Optional<GrantMessage> read(byte[] payload) {
    Matcher grant = GRANT.matcher(new String(payload, UTF_8));
    return grant.matches()
        ? Optional.of(
            new GrantMessage(
                grant.group(1), Long.parseLong(grant.group(2)), Long.parseLong(grant.group(3))))
        : Optional.empty();
  }
}
