package dev.baton.jedis;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Connector;
import dev.baton.spi.Credentials;
import dev.baton.spi.ServerAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.Pool;

/**
 * Connects through Jedis, to one Redis or Valkey server, or to the primary that Sentinels name: two
 * connections at most, whatever the number of threads. To a cluster it opens as many to each
 * primary, and one more while slots move.
 *
 * <p>Given an address, the connector opens connections of its own. Given a pool, it borrows one
 * connection from it, and a second one on the first wait for a lock, and keeps both until the lock
 * client is closed; the pool stays open and must have room for them. A connection that broke, and
 * the one that messages were pushed on, go back as broken, and the pool discards them.
 *
 * <p>Needs Jedis 7.0 or later; beside an older one no connector is made, but {@link
 * IllegalStateException} is thrown.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class JedisConnector implements Connector {
  private static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration DEFAULT_SILENCE = Duration.ofSeconds(5);

  private final Function<Choices, JedisDeployment> origin;
  private final JedisDeployment deployment;
  private final Choices choices;
  private final String prefix;

  private JedisConnector(
      Function<Choices, JedisDeployment> origin, Choices choices, String prefix) {
    SupportedJedis.require();
    this.origin = origin;
    this.deployment = origin.apply(choices);
    this.choices = choices;
    this.prefix = prefix;
  }

  /**
   * A connector with connections of its own. Nothing is opened yet.
   *
   * @param uri one of the forms of {@link ServerAddress}: {@code redis://}, {@code
   *     redis-sentinel://}, {@code redis-cluster://}, {@code redis-socket://}. Files that it names
   *     are read now
   * @return the connector
   * @throws IllegalArgumentException if the URI is none of these, or a file cannot be used
   */
  public static JedisConnector of(URI uri) {
    return of(ServerAddress.parse(uri));
  }

  /**
   * As {@link #of(URI)}, for those who have the address in its parts.
   *
   * @param address the server's address
   * @return the connector
   * @throws IllegalArgumentException if a file that it names cannot be used
   */
  public static JedisConnector of(ServerAddress address) {
    SSLContext context = address.tls() == null ? null : address.tls().context();
    SSLSocketFactory trust = context == null ? null : context.getSocketFactory();
    return new JedisConnector(
        choices -> JedisDeployment.at(address, choices, trust),
        choices(address.timeout()),
        address.prefix());
  }

  private static Choices choices(@Nullable Duration commandTimeout) {
    return new Choices(
        commandTimeout == null ? DEFAULT_COMMAND_TIMEOUT : commandTimeout,
        DEFAULT_SILENCE,
        null,
        null);
  }

  /**
   * As {@link #of(URI)}.
   *
   * @param uri the server's address
   * @return the connector
   * @throws IllegalArgumentException if it is not an address as described there
   */
  public static JedisConnector of(String uri) {
    return of(ServerAddress.parse(uri));
  }

  /**
   * A connector on a pool of connections, as {@code RedisClient.getPool()} and {@code
   * JedisPooled.getPool()} return it. Closing the lock client leaves the pool open.
   *
   * @param pool the application's pool, for one server, with room for two connections
   * @return the connector
   */
  public static JedisConnector of(Pool<Connection> pool) {
    return ofPool(pool, connection -> connection);
  }

  /**
   * A connector on a {@code JedisPool} or {@code JedisSentinelPool}. Closing the lock client leaves
   * the pool open.
   *
   * @param pool the application's pool, with room for two connections
   * @return the connector
   */
  public static JedisConnector ofJedisPool(Pool<Jedis> pool) {
    return ofPool(pool, Jedis::getConnection);
  }

  private static <T> JedisConnector ofPool(Pool<T> pool, Function<T, Connection> inside) {
    return given(
        choices ->
            new JedisDeployment.Server(
                new PooledConnections<>(() -> pool, inside, choices.commandTimeout(), null),
                choices));
  }

  /**
   * A connector on a client for clusters, a {@code RedisClusterClient} or a {@code JedisCluster}.
   * Closing the lock client leaves it open. It needs room for three connections in the pool of each
   * primary. With Jedis 7 the client learns of new nodes when a command of its own is redirected,
   * or by itself if it has a {@code topologyRefreshPeriod}, which it should have.
   *
   * @param client the application's client
   * @return the connector
   * @throws IllegalArgumentException if it is a client of another kind
   */
  public static JedisConnector of(UnifiedJedis client) {
    return ofCluster(NodePools.of(client));
  }

  /**
   * A connector on the pools of a client for clusters of another class: {@code
   * ofCluster(client::getClusterNodes)}. Closing the lock client leaves them open. There must be
   * room for three connections in each, and the client should have a {@code topologyRefreshPeriod},
   * so that it learns of new nodes by itself.
   *
   * @param pools returns at once the pools that there are now, by {@code host:port}, as the nodes
   *     name themselves
   * @return the connector
   */
  public static JedisConnector ofCluster(Supplier<Map<String, ConnectionPool>> pools) {
    Objects.requireNonNull(pools, "pools");
    return ofCluster(new NodePools(pools, () -> {}));
  }

  private static JedisConnector ofCluster(NodePools pools) {
    return given(
        choices ->
            new JedisDeployment.Cluster(
                NodePools.TARGET, pools::seeds, node -> pools.source(node, choices), choices));
  }

  private static JedisConnector given(Function<Choices, JedisDeployment> origin) {
    return new JedisConnector(
        choices -> {
          if (choices.credentials() != null) {
            throw new IllegalStateException(
                "the connections of a given pool have credentials of its own: give those a"
                    + " RedisCredentialsProvider instead");
          }
          if (choices.addressMap() != null) {
            throw new IllegalStateException(
                "the connections of a given pool go where that leads: give its JedisClientConfig a"
                    + " HostAndPortMapper instead");
          }
          return origin.apply(choices);
        },
        choices(null),
        /* prefix= */ "");
  }

  /**
   * The same connector with another limit for the answer to a command and for the opening of a
   * connection, 2 seconds by default.
   *
   * @param commandTimeout how long a command may stay without an answer, from 1 ms to 1 hour; well
   *     below the lease durations that are used
   * @return a connector with this limit
   */
  public JedisConnector withCommandTimeout(Duration commandTimeout) {
    if (commandTimeout.compareTo(Duration.ofMillis(1)) < 0
        || commandTimeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "command timeout " + commandTimeout + " is not between 1 ms and 1 hour");
    }
    return new JedisConnector(origin, choices.withCommandTimeout(commandTimeout), prefix);
  }

  /**
   * The same connector with credentials that may change: they are asked for whenever a connection
   * is opened, also in the place of a lost one. Those in the address are not used then. Not for a
   * pool, whose connections are opened by the pool.
   *
   * @param credentials returns at once those that are valid now; called from threads of the
   *     adapter. What it throws is the reason why no connection is opened
   * @return a connector with these credentials
   * @throws IllegalStateException if the connector is on a pool
   */
  public JedisConnector withCredentials(Supplier<Credentials> credentials) {
    Objects.requireNonNull(credentials, "credentials");
    return new JedisConnector(origin, choices.withCredentials(credentials), prefix);
  }

  /**
   * The same connector with other addresses for the servers that Sentinels or a cluster name: those
   * by which they are reached from here, behind port forwarding or in front of a container network.
   * The map in the address, {@code ?map=}, is not used then. Not for a pool or a client of the
   * application's, which have a {@code HostAndPortMapper} in their {@code JedisClientConfig}.
   *
   * @param addressMap returns at once the address to connect to, for one that they give and for
   *     those in the connector's address; often the same. Called from threads of the adapter. What
   *     it throws is the reason why no connection is opened
   * @return a connector with this map
   * @throws IllegalStateException if the connector is on a pool or a client
   */
  public JedisConnector withAddressMap(UnaryOperator<ServerAddress.Node> addressMap) {
    Objects.requireNonNull(addressMap, "addressMap");
    return new JedisConnector(origin, choices.withAddressMap(addressMap), prefix);
  }

  /** The same connector with another interval between checks of a silent push connection. */
  JedisConnector withSilence(Duration silence) {
    return new JedisConnector(origin, choices.withSilence(silence), prefix);
  }

  @Override
  public Backend connect(BackendListener listener) {
    return deployment.connect(listener);
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public String target() {
    return deployment.target();
  }

  /** The target; no password. */
  @Override
  public String toString() {
    return "JedisConnector[" + target() + "]";
  }
}
