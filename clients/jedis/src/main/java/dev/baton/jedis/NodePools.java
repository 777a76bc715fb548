package dev.baton.jedis;

import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerAddress.Node;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
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
