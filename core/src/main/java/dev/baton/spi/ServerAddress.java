package dev.baton.spi;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and how to connect to it, as an address says it. There are four forms:
 *
 * <pre>{@code
 * redis://[user:password@]host[:port][/database]
 * redis-sentinel://[user:password@]sentinel[:port][,sentinel2[:port2]...]/PRIMARY[/database]
 * redis-cluster://[user:password@]host[:port][,host2[:port2]...]
 * redis-socket://[user:password@]/path
 * }</pre>
 *
 * <p>The first three with {@code rediss} for TLS. With Sentinel the hosts are those of the
 * Sentinels, 26379 is their default port, and PRIMARY is the name by which they know the primary;
 * it may stand behind a {@code #} instead, as in Lettuce's addresses: {@code
 * redis-sentinel://host/0#PRIMARY}. User and password are those of the primary; TLS is used towards
 * both. The hosts of a cluster are some of its nodes, from which the others are learnt; it has no
 * database but 0. Signs such as {@code @} or {@code /} are written as in any URI, {@code %40}.
 *
 * <p>Parameters follow a {@code ?} and are joined by {@code &}:
 *
 * <ul>
 *   <li>{@code timeout}, {@code connectTimeout}: such as {@code 500ms}, {@code 2s}, {@code 1m}
 *   <li>{@code clientName}: the connections' name in the server's list
 *   <li>{@code prefix}: what all keys and channels begin with, such as {@code team1:}
 *   <li>with Sentinel or a cluster {@code map}: {@code 10.0.0.5:6379/localhost:16379} for each
 *       address that they give and the one to be used in its place, joined by commas, where
 *       addresses are translated
 *   <li>with TLS {@code ca}, {@code cert}, {@code key} and {@code verify}, see {@link Tls}
 *   <li>with Sentinel {@code sentinelUser} and {@code sentinelPassword}
 *   <li>with a socket {@code database}
 * </ul>
 *
 * @param nodes the server, the Sentinels, or some nodes of the cluster; none for a socket
 * @param cluster whether this is a cluster
 * @param primaryName the name of the primary for its Sentinels; null without Sentinel
 * @param socket the path of a Unix socket; null for other addresses
 * @param database the number of the database
 * @param credentials user and password of the server; null if there are none
 * @param sentinelCredentials user and password of the Sentinels; null if there are none
 * @param tls how TLS is used; null if it is not
 * @param timeout the longest time that a command may stay without an answer; null for the default
 * @param connectTimeout the longest time to open a connection; null for that of a command
 * @param clientName the connections' name
 * @param prefix what all keys and channels begin with; empty for nothing
 * @param addressMap addresses that Sentinels or the cluster give, and those to be used instead
 */
public record ServerAddress(
    List<Node> nodes,
    boolean cluster,
    @Nullable String primaryName,
    @Nullable String socket,
    int database,
    @Nullable Credentials credentials,
    @Nullable Credentials sentinelCredentials,
    @Nullable Tls tls,
    @Nullable Duration timeout,
    @Nullable Duration connectTimeout,
    String clientName,
    String prefix,
    Map<Node, Node> addressMap) {
  /** What connections are called if nothing else is said. */
  static final String CLIENT_NAME = "baton";

  /**
   * A host and its port.
   *
   * @param host a name or an address, one of IPv6 without brackets
   * @param port from 1 to 65535
   */
  public record Node(String host, int port) {

    /** As it stands in an address. */
    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * Keeps copies of the nodes and the map. Rather than this, of which there may be more to say in
   * later versions, use {@link #parse(String)} or one of {@link #server}, {@link #sentinel} and
   * {@link #ofCluster}.
   *
   * @throws IllegalArgumentException if there are no nodes, or several of what is no cluster and
   *     has no Sentinels, a cluster has a database but 0, or a time is out of bounds
   */
  public ServerAddress {
    nodes = List.copyOf(nodes);
    addressMap = Map.copyOf(addressMap);
    if (nodes.isEmpty() != (socket != null)) {
      throw new IllegalArgumentException("an address needs either a host or a socket");
    }
    if (nodes.size() > 1 && !cluster && primaryName == null) {
      throw new IllegalArgumentException(
          nodes.size() + " hosts, which are neither a cluster's nor Sentinels: name one");
    }
    if (database < 0 || (cluster && database != 0)) {
      throw new IllegalArgumentException(
          "there is no database " + database + (cluster ? ": a cluster has no other than 0" : ""));
    }
    checkTime("timeout", timeout);
    checkTime("connectTimeout", connectTimeout);
  }

  private static void checkTime(String what, @Nullable Duration time) {
    if (time != null && (time.toMillis() < 1 || time.compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(what + " " + time + " is not between 1 ms and 1 hour");
    }
  }

  /**
   * Begins the address of one server.
   *
   * @param node where it is
   * @return for more to be said
   */
  public static ServerAddressBuilder server(Node node) {
    return new ServerAddressBuilder(List.of(node), false, null);
  }

  /**
   * Begins the address of a primary that Sentinels name.
   *
   * @param primaryName the name by which they know it
   * @param sentinels where they are, one or more
   * @return for more to be said
   */
  public static ServerAddressBuilder sentinel(String primaryName, List<Node> sentinels) {
    return new ServerAddressBuilder(
        sentinels, false, Objects.requireNonNull(primaryName, "primaryName"));
  }

  /**
   * Begins the address of a cluster.
   *
   * @param nodes some of its nodes, one or more
   * @return for more to be said
   */
  public static ServerAddressBuilder ofCluster(List<Node> nodes) {
    return new ServerAddressBuilder(nodes, true, null);
  }

  /**
   * Whether a URI's scheme is one of these.
   *
   * @param uri an address
   * @return whether {@link #parse(URI)} may take it
   */
  public static boolean accepts(URI uri) {
    return AddressParser.accepts(uri);
  }

  /**
   * Reads an address.
   *
   * @param text the address
   * @return what it says
   * @throws IllegalArgumentException if it is malformed; says how, and how it should look, without
   *     the password
   */
  public static ServerAddress parse(String text) {
    return AddressParser.parse(text);
  }

  /**
   * Reads an address.
   *
   * @param uri the address
   * @return what it says
   * @throws IllegalArgumentException if it is malformed; says how, and how it should look, without
   *     the password
   */
  public static ServerAddress parse(URI uri) {
    return AddressParser.parse(uri);
  }

  /**
   * A single server, reached in the way that this address says.
   *
   * @param node where it is
   * @return its address
   */
  public ServerAddress at(Node node) {
    return new ServerAddress(
        List.of(node),
        false,
        null,
        null,
        database,
        credentials,
        null,
        tls,
        timeout,
        connectTimeout,
        clientName,
        prefix,
        addressMap);
  }

  /**
   * The address to be used for a server that Sentinels or a cluster name.
   *
   * @param node the address that they give
   * @return the one it is mapped to, or itself
   */
  public Node mapped(Node node) {
    return addressMap.getOrDefault(node, node);
  }

  /**
   * The address for messages, without user, password and parameters.
   *
   * @return for instance {@code localhost:6379}
   */
  public String target() {
    if (socket != null) {
      return socket;
    }
    String hosts = nodes.stream().map(Node::toString).collect(Collectors.joining(","));
    if (cluster) {
      return "cluster " + hosts;
    }
    return primaryName == null ? hosts : "primary " + primaryName + " of Sentinel " + hosts;
  }

  /** The target only: other parts are secret. */
  @Override
  public String toString() {
    return target();
  }
}
