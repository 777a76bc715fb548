package dev.baton.cli.base;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.UUID;
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

    /** A process of this machine, by the names that the library puts into owner tokens. */
    public static Origin here(String application, long pid) {
      String host = System.getenv("HOSTNAME");
      if (host == null || host.isBlank()) {
        try {
          host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
          host = "localhost";
        }
      }
      return new Origin(application, host.replaceAll("[^A-Za-z0-9._-]", "-"), pid);
    }

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

  /** A token that nobody else has, which names who takes a lock and leaves it taken. */
  public static String newToken(Origin origin) {
    String random = UUID.randomUUID().toString().replace("-", "");
    return origin.application() + "@" + origin.host() + ":" + origin.pid() + "/" + random + ".1";
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
