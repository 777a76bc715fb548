package dev.baton.testing.conformance;

import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/**
 * What stands behind the contract: one server; with {@code -Dredis.topology=encrypted} one over
 * TLS, where clients are the user of SECURITY.md; with {@code sentinel} a primary with replicas
 * that clients find by Sentinels; with {@code cluster} a cluster of three primaries. With {@code
 * prefixed} and {@code prefixed-cluster} all keys and channels begin with a prefix, and clients are
 * the user of SECURITY.md who may use no others. Each lives until the JVM ends.
 */
enum SharedTopology {
  SINGLE,
  ENCRYPTED,
  SENTINEL,
  CLUSTER,
  PREFIXED,
  PREFIXED_CLUSTER;

  private static final SharedTopology CHOSEN =
      valueOf(
          System.getProperty("redis.topology", "single")
              .toUpperCase(Locale.ROOT)
              .replace('-', '_'));

  /** Where the data are, or of a cluster a part of them. */
  static RedisServer primary() {
    return switch (CHOSEN) {
      case SINGLE -> RedisServer.shared();
      case ENCRYPTED -> Encrypted.SHARED.server();
      case SENTINEL -> Sentinels.SHARED.primary();
      case CLUSTER, PREFIXED_CLUSTER -> Cluster.SHARED.primary(0);
      case PREFIXED -> Prefixed.SHARED;
    };
  }

  /** What all keys of clients begin with. */
  static String prefix(RedisServer server) {
    boolean prefixed =
        (CHOSEN == PREFIXED && server == Prefixed.SHARED)
            || (CHOSEN == PREFIXED_CLUSTER && isInCluster(server));
    return prefixed ? Rights.PREFIX : "";
  }

  /** All servers that have data of those that clients of this one see. */
  static List<RedisServer> primaries(RedisServer server) {
    return isInCluster(server) ? Cluster.SHARED.seeds() : List.of(server);
  }

  /** The address by which clients find a server. */
  static String address(RedisServer server) {
    String address = plainAddress(server);
    return prefix(server).isEmpty() ? address : Rights.asUserOfThePrefix(address);
  }

  private static String plainAddress(RedisServer server) {
    if (isInCluster(server)) {
      return Cluster.SHARED.uri();
    }
    if (CHOSEN == ENCRYPTED && server == Encrypted.SHARED.server()) {
      return Encrypted.SHARED.trustingAsUser("server");
    }
    return CHOSEN == SENTINEL && Sentinels.SHARED.nodes().contains(server)
        ? Sentinels.SHARED.uri()
        : server.uri();
  }

  private static boolean isInCluster(RedisServer server) {
    return (CHOSEN == CLUSTER || CHOSEN == PREFIXED_CLUSTER)
        && Cluster.SHARED.nodes().contains(server);
  }

  private static final class Encrypted {
    static final EncryptedServer SHARED = start();

    private static EncryptedServer start() {
      try {
        EncryptedServer encrypted =
            EncryptedServer.start(Files.createTempDirectory("baton-certificates-"));
        try (RedisCli admin = new RedisCli(encrypted.server().uri())) {
          Rights.all(true).ofAnyName().grant(admin);
        }
        return encrypted;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Sentinels {
    static final SentinelTopology SHARED = SentinelTopology.start();
  }

  private static final class Prefixed {
    static final RedisServer SHARED = start();

    private static RedisServer start() {
      RedisServer server = RedisServer.start();
      try (RedisCli admin = new RedisCli(server.uri())) {
        boolean shardChannels =
            ((List<?>) admin.send("COMMAND", "INFO", "SPUBLISH")).get(0) != null;
        Rights.ofThePrefix(shardChannels).grant(admin);
      }
      return server;
    }
  }

  private static final class Cluster {
    static final ClusterTopology SHARED = start();

    private static ClusterTopology start() {
      ClusterTopology cluster = ClusterTopology.start();
      if (CHOSEN == PREFIXED_CLUSTER) {
        try (RedisCli admin = RedisCli.of(cluster.nodes())) {
          Rights.ofThePrefix(true).inACluster().grant(admin);
        }
      }
      return cluster;
    }
  }
}
