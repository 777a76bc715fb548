package dev.baton.jedis;

import dev.baton.jedis.internal.Source;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerAddress.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The pools that a client of the application's has for the nodes of its cluster. It makes and
 * closes them as it learns of nodes, so the present one is looked up for each connection.
 */
final class NodePools {
  static final String TARGET = "the cluster of the given Jedis client";

  private final Supplier<Map<String, ConnectionPool>> pools;
  private final Runnable refresh;

  /**
   * @param pools those that there are now
   * @param refresh makes the client look for new nodes, as far as it can
   */
  NodePools(Supplier<Map<String, ConnectionPool>> pools, Runnable refresh) {
    this.pools = pools;
    this.refresh = refresh;
  }

  /**
   * Those of a client for clusters. No public class of the adapter names the newer kind: versions
   * of Jedis 7 have none, and a framework that looks at the methods would fail there.
   *
   * @throws IllegalArgumentException if it is a client of another kind
   */
  @SuppressWarnings("deprecation")
  static NodePools of(UnifiedJedis client) {
    Objects.requireNonNull(client, "client");
    try {
      if (client instanceof RedisClusterClient cluster) {
        return new NodePools(cluster::getClusterNodes, () -> refresh(cluster));
      }
    } catch (NoClassDefFoundError e) {
      // so it is none
    }
    if (client instanceof JedisCluster cluster) {
      return new NodePools(cluster::getClusterNodes, () -> {});
    }
    throw new IllegalArgumentException(
        "a "
            + client.getClass().getSimpleName()
            + " is no client for clusters; of one for a server or Sentinels give the pool:"
            + " JedisConnector.of(client.getPool())");
  }

  private static void refresh(RedisClusterClient client) {
    try {
      client.refreshClusterTopology();
    } catch (NoSuchMethodError e) {
      // Jedis 7 has no such method
    }
  }

  /** The nodes that the client knows. */
  List<Node> seeds() {
    List<Node> seeds =
        pools.get().keySet().stream()
            .map(HostAndPort::from)
            .map(server -> new Node(server.getHost(), server.getPort()))
            .toList();
    if (seeds.isEmpty()) {
      throw new ConnectionFault("the given Jedis client knows no node of its cluster", false, null);
    }
    return seeds;
  }

  Source source(Node node, Choices choices) {
    return new PooledConnections<>(
        () -> pool(node), connection -> connection, choices.commandTimeout(), node);
  }

  private ConnectionPool pool(Node node) {
    ConnectionPool known = known(node);
    if (known == null) {
      try {
        refresh.run();
      } catch (JedisException e) {
        throw unknown(node, e);
      }
      known = known(node);
    }
    if (known == null) {
      throw unknown(node, null);
    }
    return known;
  }

  private @Nullable ConnectionPool known(Node node) {
    return pools.get().get(new HostAndPort(node.host(), node.port()).toString());
  }

  private static ConnectionFault unknown(Node node, @Nullable Exception cause) {
    return new ConnectionFault(
        "the given Jedis client does not know "
            + node
            + " of its cluster, or not yet: give it a"
            + " topologyRefreshPeriod",
        false,
        cause);
  }
}
