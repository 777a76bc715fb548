package dev.baton.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code redis://[user:password@]host[:port][/database]} says. Jedis's own reader ignores what
 * it does not know, wants the port, and finds no host in a name with an underscore, as container
 * networks have them.
 */
record ServerUri(
    String host,
    int port,
    @Nullable String user,
    @Nullable String password,
    int database,
    boolean tls) {
  private static final int DEFAULT_PORT = 6379;
  private static final String SHAPE =
      "redis://[user:password@]host[:port][/database], or rediss://… for TLS";

  static boolean hasKnownScheme(URI uri) {
    String scheme = scheme(uri);
    return scheme.equals("redis") || scheme.equals("rediss");
  }

  private static String scheme(URI uri) {
    return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
  }

  static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // neither its message nor the exception as a cause: both hold the text with the password
      throw malformed(e.getReason() + " at character " + (e.getIndex() + 1));
    }
  }

  static ServerUri parse(URI uri) {
    if (!hasKnownScheme(uri)) {
      throw malformed("its scheme is neither redis nor rediss");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw malformed("parameters are not read; for other settings give a Jedis pool instead");
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    String address = authority.substring(at + 1);
    int colon = address.indexOf(':', address.indexOf(']') + 1);
    String credentials = at < 0 ? null : authority.substring(0, at);
    return new ServerUri(
        host(colon < 0 ? address : address.substring(0, colon)),
        colon < 0 ? DEFAULT_PORT : port(address.substring(colon + 1)),
        credentials == null ? null : user(credentials),
        credentials == null ? null : decoded(credentials.substring(credentials.indexOf(':') + 1)),
        database(uri.getRawPath()),
        scheme(uri).equals("rediss"));
  }

  private static String host(String text) {
    if (text.isEmpty()) {
      throw malformed("it names no host");
    }
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    return bracketed ? text.substring(1, text.length() - 1) : text;
  }

  private static int port(String digits) {
    int port = number(digits, "port");
    if (port < 1 || port > 65_535) {
      throw malformed("there is no port " + port);
    }
    return port;
  }

  private static @Nullable String user(String credentials) {
    int colon = credentials.indexOf(':');
    if (colon < 0) {
      throw malformed("before the @ stands neither user:password nor :password");
    }
    return colon == 0 ? null : decoded(credentials.substring(0, colon));
  }

  private static String decoded(String part) {
    // URLDecoder is for forms, where a plus is a blank
    return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
  }

  private static int database(@Nullable String path) {
    return path == null || path.isEmpty() || path.equals("/")
        ? 0
        : number(path.substring(1), "database");
  }

  private static int number(String digits, String what) {
    if (!digits.matches("[0-9]{1,9}")) {
      throw malformed("its " + what + " is not a number");
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException malformed(String fault) {
    return new IllegalArgumentException(
        "not a usable Redis address: " + fault + "; it should look like " + SHAPE);
  }

  /** The address for messages. */
  String target() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** The target only: the record's other parts hold the password. */
  @Override
  public String toString() {
    return target();
  }
}
