package dev.baton.spring.boot;

import dev.baton.spi.Credentials;
import dev.baton.spi.ServerAddress;
import dev.baton.spi.ServerAddress.Node;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/** The connection details of a Redis, in Baton's words. */
final class Details {
  private Details() {}

  /** Where the server is; of several forms the one that Spring Data Redis would take. */
  static ServerAddress address(DataRedisConnectionDetails details) {
    DataRedisConnectionDetails.Sentinel sentinel = details.getSentinel();
    if (sentinel != null) {
      return ServerAddress.sentinel(sentinel.getMaster(), nodes(sentinel.getNodes()))
          .sentinelCredentials(credentials(sentinel.getUsername(), sentinel.getPassword()))
          .database(sentinel.getDatabase())
          .build();
    }
    DataRedisConnectionDetails.Cluster cluster = details.getCluster();
    if (cluster != null) {
      return ServerAddress.ofCluster(nodes(cluster.getNodes())).build();
    }
    if (details.getMasterReplica() != null) {
      throw new NoLockClientException(
          "The connection details have a list of a primary and its replicas"
              + " (spring.data.redis.masterreplica), which does not say who the primary is after a"
              + " failover.",
          "Name the Sentinels in spring.data.redis.sentinel, or the primary in baton.url.");
    }
    DataRedisConnectionDetails.Standalone server = details.getStandalone();
    if (server == null) {
      throw new NoLockClientException(
          "The connection details name no server, no Sentinels and no cluster.",
          "Let the bean of type " + details.getClass().getName() + " do so, or set baton.url.");
    }
    return ServerAddress.server(new Node(server.getHost(), server.getPort()))
        .database(server.getDatabase())
        .build();
  }

  /** Those of this moment. */
  static Credentials credentials(DataRedisConnectionDetails details) {
    return Objects.requireNonNull(
        credentials(details.getUsername(), details.getPassword()),
        "the connection details have no password any more");
  }

  private static @Nullable Credentials credentials(
      @Nullable String user, @Nullable String password) {
    return password == null ? null : new Credentials(user, password);
  }

  private static List<Node> nodes(List<DataRedisConnectionDetails.Node> nodes) {
    return nodes.stream().map(node -> new Node(node.host(), node.port())).toList();
  }
}
