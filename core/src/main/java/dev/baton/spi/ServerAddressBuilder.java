package dev.baton.spi;

import dev.baton.spi.ServerAddress.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What else there is to say of a server, begun with {@link ServerAddress#server} or its siblings.
 * Not thread-safe.
 */
public final class ServerAddressBuilder {
  private final List<Node> nodes;
  private final boolean cluster;
  private final @Nullable String primaryName;
  private int database;
  private @Nullable Credentials credentials;
  private @Nullable Credentials sentinelCredentials;
  private @Nullable Tls tls;
  private @Nullable Duration timeout;
  private @Nullable Duration connectTimeout;
  private String clientName = ServerAddress.CLIENT_NAME;
  private String prefix = "";
  private Map<Node, Node> addressMap = Map.of();

  ServerAddressBuilder(List<Node> nodes, boolean cluster, @Nullable String primaryName) {
    this.nodes = List.copyOf(nodes);
    this.cluster = cluster;
    this.primaryName = primaryName;
  }

  /**
   * Sets the number of the database, 0 by default.
   *
   * @param database 0 or more; 0 for a cluster
   * @return this
   */
  public ServerAddressBuilder database(int database) {
    this.database = database;
    return this;
  }

  /**
   * Sets who to be for the server.
   *
   * @param credentials user and password; null for none, as by default
   * @return this
   */
  public ServerAddressBuilder credentials(@Nullable Credentials credentials) {
    this.credentials = credentials;
    return this;
  }

  /**
   * Sets who to be for the Sentinels.
   *
   * @param credentials user and password; null for none, as by default
   * @return this
   */
  public ServerAddressBuilder sentinelCredentials(@Nullable Credentials credentials) {
    this.sentinelCredentials = credentials;
    return this;
  }

  /**
   * Sets how TLS is used.
   *
   * @param tls null for no TLS, as by default
   * @return this
   */
  public ServerAddressBuilder tls(@Nullable Tls tls) {
    this.tls = tls;
    return this;
  }

  /**
   * Sets the longest time that a command may stay without an answer.
   *
   * @param timeout from 1 ms to 1 hour; null for 2 seconds, as by default
   * @return this
   */
  public ServerAddressBuilder timeout(@Nullable Duration timeout) {
    this.timeout = timeout;
    return this;
  }

  /**
   * Sets the longest time to open a connection.
   *
   * @param connectTimeout from 1 ms to 1 hour; null for that of a command, as by default
   * @return this
   */
  public ServerAddressBuilder connectTimeout(@Nullable Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
    return this;
  }

  /**
   * Sets the connections' name in the server's list, {@code baton} by default.
   *
   * @param clientName without blanks
   * @return this
   */
  public ServerAddressBuilder clientName(String clientName) {
    this.clientName = clientName;
    return this;
  }

  /**
   * Sets what all keys and channels begin with, nothing by default.
   *
   * @param prefix at most 128 letters, digits and signs of {@code : . _ - / | @ ~ + =}
   * @return this
   */
  public ServerAddressBuilder prefix(String prefix) {
    this.prefix = prefix;
    return this;
  }

  /**
   * Sets addresses to be used in the place of those that Sentinels or the cluster give.
   *
   * @param addressMap theirs, and those to be used
   * @return this
   */
  public ServerAddressBuilder addressMap(Map<Node, Node> addressMap) {
    this.addressMap = addressMap;
    return this;
  }

  /**
   * The address.
   *
   * @return it
   * @throws IllegalArgumentException if there is no node or one without a host, or a number or a
   *     time is out of bounds
   */
  public ServerAddress build() {
    for (Node node : nodes) {
      if (node.host().isEmpty() || node.port() < 1 || node.port() > 65_535) {
        throw new IllegalArgumentException("no server is at \"" + node + "\"");
      }
    }
    return new ServerAddress(
        nodes,
        cluster,
        primaryName,
        /* socket= */ null,
        database,
        credentials,
        sentinelCredentials,
        tls,
        timeout,
        connectTimeout,
        clientName,
        prefix,
        addressMap);
  }
}
