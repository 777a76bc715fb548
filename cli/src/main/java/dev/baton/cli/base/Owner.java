package dev.baton.cli.base;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who has an owner token, or will have it.
 *
 * @param token the token
 * @param origin the process that made it; empty if it is a caller's own, or of another library
 */
public record Owner(String token, Optional<Origin> origin) {
  /** {@code application@host:pid/request}, and the fence or the weight once it is granted. */
  private static final Pattern MADE_BY_BATON =
      Pattern.compile(
          "([\\w.-]{1,64})@([\\w.-]+):(\\d{1,18})/\\w+\\.\\d+(?:#\\d+|\\*\\d{1,10}~?)?");

  /**
   * A process that takes locks.
   *
   * @param application what it calls itself
   * @param host the name of its machine
   * @param pid its number there
   */
  public record Origin(String application, String host, long pid) {

    /** For instance {@code report on db1 (4711)}. */
    @Override
    public String toString() {
      return application + " on " + host + " (" + pid + ")";
    }
  }

  /** Reads a token. */
  public static Owner of(String token) {
    Matcher made = MADE_BY_BATON.matcher(token);
    return new Owner(
        token,
        made.matches()
            ? Optional.of(new Origin(made.group(1), made.group(2), Long.parseLong(made.group(3))))
            : Optional.empty());
  }

  /** Names the process, else shows the token, cut to some characters and fit for a terminal. */
  public String shown(int most) {
    return origin.map(Origin::toString).orElseGet(() -> Words.cut(Words.token(token), most));
  }

  /** As JSON. */
  public Json json() {
    return new Json()
        .with("token", token)
        .with("application", origin.map(Origin::application))
        .with("host", origin.map(Origin::host))
        .with("pid", origin.map(Origin::pid));
  }
}
