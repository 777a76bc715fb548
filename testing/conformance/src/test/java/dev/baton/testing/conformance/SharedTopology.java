package dev.baton.testing.conformance;

import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;
import java.util.List;
import java.util.Locale;

/**
 * What stands behind the contract: one server; with {@code -Dredis.topology=sentinel} a primary
 * with replicas that clients find by Sentinels; with {@code cluster} a cluster of three primaries.
 * Each lives until the JVM ends.
 */
enum SharedTopology {
  SINGLE,
  SENTINEL,
  CLUSTER;

  private static final SharedTopology CHOSEN =
      valueOf(System.getProperty("redis.topology", "single").toUpperCase(Locale.ROOT));

  /** Where the data are, or of a cluster a part of them. */
  static RedisServer primary() {
    return switch (CHOSEN) {
      case SINGLE -> RedisServer.shared();
      case SENTINEL -> Sentinels.SHARED.primary();
      case CLUSTER -> Cluster.SHARED.primary(0);
    };
  }

  /** All servers that have data of those that clients of this one see. */
  static List<RedisServer> primaries(RedisServer server) {
    return isInCluster(server) ? Cluster.SHARED.seeds() : List.of(server);
  }

  /** The address by which clients find a server. */
  static String address(RedisServer server) {
    if (isInCluster(server)) {
      return Cluster.SHARED.uri();
    }
    return CHOSEN == SENTINEL && Sentinels.SHARED.nodes().contains(server)
        ? Sentinels.SHARED.uri()
        : server.uri();
  }

  private static boolean isInCluster(RedisServer server) {
    return CHOSEN == CLUSTER && Cluster.SHARED.nodes().contains(server);
  }

  private static final class Sentinels {
    static final SentinelTopology SHARED = SentinelTopology.start();
  }

  private static final class Cluster {
    static final ClusterTopology SHARED = ClusterTopology.start();
  }
}
