package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code redis://[user:password@]host[:port][/database]}. Lettuce's own reader lets a
 * misspelt parameter pass and finds no host in a name with an underscore, as container networks
 * have them; its messages show the password.
 */
final class ServerUri {
  private static final String SHAPE =
      "redis://[user:password@]host[:port][/database], or rediss://… for TLS";

  private ServerUri() {}

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

  static RedisURI parse(URI uri) {
    if (!hasKnownScheme(uri)) {
      throw malformed("its scheme is neither redis nor rediss");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw malformed("parameters are not read; for other settings give a RedisClient instead");
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    RedisURI.Builder result = address(authority.substring(at + 1));
    if (at >= 0) {
      addCredentials(result, authority.substring(0, at));
    }
    return result
        .withSsl(scheme(uri).equals("rediss"))
        .withDatabase(database(uri.getRawPath()))
        .build();
  }

  private static RedisURI.Builder address(String text) {
    int colon = text.indexOf(':', text.indexOf(']') + 1);
    String host = colon < 0 ? text : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw malformed("it names no host");
    }
    int port = colon < 0 ? RedisURI.DEFAULT_REDIS_PORT : number(text.substring(colon + 1), "port");
    if (port < 1 || port > 65_535) {
      throw malformed("there is no port " + port);
    }
    return RedisURI.Builder.redis(host, port);
  }

  private static void addCredentials(RedisURI.Builder builder, String userInfo) {
    int colon = userInfo.indexOf(':');
    if (colon < 0) {
      throw malformed("before the @ stands neither user:password nor :password");
    }
    String user = colon == 0 ? null : decoded(userInfo.substring(0, colon));
    RedisCredentials credentials =
        RedisCredentials.just(user, decoded(userInfo.substring(colon + 1)));
    // otherwise Lettuce leaves the event loop for them, and "closed" can overtake "WRONGPASS"
    ImmediateRedisCredentialsProvider atOnce = () -> credentials;
    builder.withAuthentication(atOnce);
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
  static String target(RedisURI uri) {
    if (uri.getHost() != null) {
      String host = uri.getHost();
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + uri.getPort();
    }
    return uri.getSocket() != null ? uri.getSocket() : "master " + uri.getSentinelMasterId();
  }
}
