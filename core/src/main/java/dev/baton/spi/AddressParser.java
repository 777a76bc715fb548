package dev.baton.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads addresses. The clients' own readers let a misspelt parameter pass, find no host in a name
 * with an underscore, as container networks have them, or show the password in their messages.
 */
final class AddressParser {
  private static final String PLAIN =
      "redis://[user:password@]host[:port][/database][?parameters], or rediss://… for TLS";
  private static final String SENTINEL =
      "redis-sentinel://[user:password@]sentinel[:port][,sentinel2[:port2]…]/PRIMARY[/database]"
          + "[?parameters], or rediss-sentinel://… for TLS";
  private static final String CLUSTER =
      "redis-cluster://[user:password@]host[:port][,host2[:port2]…][?parameters], or"
          + " rediss-cluster://… for TLS";
  private static final Pattern MAPPED = Pattern.compile("[^/]+:[0-9]+/[^/]+:[0-9]+");
  private static final String SOCKET = "redis-socket://[user:password@]/path[?parameters]";
  private static final Pattern SCHEME =
      Pattern.compile("redis(s?)(?:(-sentinel)|(-cluster))?|redis(-socket)");

  private final URI uri;
  private final boolean tls;
  private final boolean sentinel;
  private final boolean cluster;
  private final boolean socket;

  private AddressParser(URI uri) {
    Matcher scheme = scheme(uri);
    this.uri = uri;
    if (!scheme.matches()) {
      throw malformed(
          "its scheme is none of these", PLAIN + "; " + SENTINEL + "; " + CLUSTER + "; " + SOCKET);
    }
    this.tls = "s".equals(scheme.group(1));
    this.sentinel = scheme.group(2) != null;
    this.cluster = scheme.group(3) != null;
    this.socket = scheme.group(4) != null;
  }

  static boolean accepts(URI uri) {
    return scheme(uri).matches();
  }

  private static Matcher scheme(URI uri) {
    String scheme = uri.getScheme();
    return SCHEME.matcher(scheme == null ? "" : scheme.toLowerCase(Locale.ROOT));
  }

  static ServerAddress parse(String text) {
    try {
      return parse(new URI(text));
    } catch (URISyntaxException e) {
      // neither its message nor the exception as a cause: both hold the text with the password
      throw malformed(e.getReason() + " at character " + (e.getIndex() + 1), PLAIN);
    }
  }

  static ServerAddress parse(URI uri) {
    return new AddressParser(uri).read();
  }

  private ServerAddress read() {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    List<ServerAddress.Node> nodes = nodes(authority.substring(at + 1));
    Credentials credentials = at < 0 ? null : credentials(authority.substring(0, at));
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String primary = sentinel ? primaryName(path) : null;
    Parameters parameters =
        new Parameters(uri.getRawQuery(), tls, sentinel, cluster, socket, this::malformed);
    return new ServerAddress(
        nodes,
        cluster,
        primary,
        socket ? socketPath(path) : null,
        socket ? parameters.number("database") : database(path),
        credentials,
        parameters.credentials("sentinelUser", "sentinelPassword"),
        parameters.tls(),
        parameters.duration("timeout"),
        parameters.duration("connectTimeout"),
        parameters.text("clientName", ServerAddress.CLIENT_NAME),
        parameters.text("prefix", ""),
        addressMap(parameters.text("map", "")));
  }

  private List<ServerAddress.Node> nodes(String hosts) {
    List<ServerAddress.Node> nodes = new ArrayList<>();
    if (socket) {
      if (!hosts.isEmpty()) {
        throw malformed("it names a host");
      }
      return nodes;
    }
    String[] each = hosts.split(",", -1);
    if (each.length > 1 && !sentinel && !cluster) {
      throw malformed("it names more than one host");
    }
    for (String host : each) {
      nodes.add(node(host));
    }
    return nodes;
  }

  private Map<ServerAddress.Node, ServerAddress.Node> addressMap(String text) {
    Map<ServerAddress.Node, ServerAddress.Node> map = new HashMap<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String[] both = pair.split("/", -1);
      if (both.length != 2 || !MAPPED.matcher(pair).matches()) {
        throw malformed("parameter map is not FROM:PORT/TO:PORT, and more of them after commas");
      }
      if (map.put(node(both[0]), node(both[1])) != null) {
        throw malformed("parameter map has an address twice");
      }
    }
    return map;
  }

  private ServerAddress.Node node(String encoded) {
    String text = decoded(encoded); // of several IPv6 addresses java.net.URI wants the brackets so
    int colon = text.indexOf(':', text.indexOf(']') + 1);
    String host = colon < 0 ? text : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw malformed("it names no host");
    }
    int defaultPort = sentinel ? 26_379 : 6379;
    int port = colon < 0 ? defaultPort : number(text.substring(colon + 1), "port");
    if (port < 1 || port > 65_535) {
      throw malformed("there is no port " + port);
    }
    return new ServerAddress.Node(host, port);
  }

  private Credentials credentials(String userInfo) {
    int colon = userInfo.indexOf(':');
    if (colon < 0) {
      throw malformed("before the @ stands neither user:password nor :password");
    }
    String user = colon == 0 ? null : decoded(userInfo.substring(0, colon));
    return new Credentials(user, decoded(userInfo.substring(colon + 1)));
  }

  /** Behind the {@code #}, or else the first part of the path. */
  private String primaryName(String path) {
    String fragment = uri.getRawFragment();
    String name = fragment != null ? fragment : (path + "/").split("/", 3)[path.isEmpty() ? 0 : 1];
    if (name.isEmpty()) {
      throw malformed("it does not name the primary");
    }
    return decoded(name);
  }

  private int database(String path) {
    if (uri.getRawFragment() != null && !sentinel) {
      throw malformed("a # has no meaning in it");
    }
    String rest = path;
    if (sentinel && uri.getRawFragment() == null) {
      int slash = path.indexOf('/', 1);
      rest = slash < 0 ? "" : path.substring(slash);
    }
    int database = rest.isEmpty() || rest.equals("/") ? 0 : number(rest.substring(1), "database");
    if (cluster && database != 0) {
      throw malformed("a cluster has no database but 0");
    }
    return database;
  }

  private String socketPath(String path) {
    if (uri.getRawFragment() != null) {
      throw malformed("a # has no meaning in it");
    }
    if (path.length() < 2) {
      throw malformed("it names no socket");
    }
    return decoded(path);
  }

  private int number(String digits, String what) {
    if (!digits.matches("[0-9]{1,9}")) {
      throw malformed("its " + what + " is not a number");
    }
    return Integer.parseInt(digits);
  }

  static String decoded(@Nullable String part) {
    // URLDecoder is for forms, where a plus is a blank
    return part == null ? "" : URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
  }

  private String form() {
    return socket ? SOCKET : sentinel ? SENTINEL : cluster ? CLUSTER : PLAIN;
  }

  private IllegalArgumentException malformed(String fault) {
    return malformed(fault, form());
  }

  private static IllegalArgumentException malformed(String fault, String form) {
    return new IllegalArgumentException(
        "not a usable Redis address: " + fault + "; it should look like " + form);
  }
}
