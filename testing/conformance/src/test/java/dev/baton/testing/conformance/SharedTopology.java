package dev.baton.testing.conformance;

import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;

/**
 * What stands behind the contract: one server, or with {@code -Dredis.topology=sentinel} a primary
 * with replicas that clients find by Sentinels. Either lives until the JVM ends.
 */
final class SharedTopology {
  private static final boolean SENTINEL = "sentinel".equals(System.getProperty("redis.topology"));

  private SharedTopology() {}

  /** Where the data are. */
  static RedisServer primary() {
    return SENTINEL ? Shared.SENTINELS.primary() : RedisServer.shared();
  }

  /** The address by which clients find a server. */
  static String address(RedisServer server) {
    return SENTINEL && Shared.SENTINELS.nodes().contains(server)
        ? Shared.SENTINELS.uri()
        : server.uri();
  }

  private static final class Shared {
    static final SentinelTopology SENTINELS = SentinelTopology.start();
  }
}
