package dev.baton.testing.conformance;

import dev.baton.testing.server.Certificates;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * What stands behind the contract: one server; with {@code -Dredis.topology=encrypted} one over
 * TLS, where clients are the user of SECURITY.md; with {@code sentinel} a primary with replicas
 * that clients find by Sentinels; with {@code cluster} a cluster of three primaries. With {@code
 * prefixed} and {@code prefixed-cluster} all keys and channels begin with a prefix, and clients are
 * the user of SECURITY.md who may use no others. With {@code memory} there is the server of {@code
 * baton-test}, and no real one.
 *
 * <p>Each test has one for itself while it runs, and leaves it to the next; there are as many as
 * tests run at once, or few. Each lives until the JVM ends.
 *
 * @param primaries where the data are
 * @param prefix what all keys of clients begin with
 * @param address by which clients find it
 */
record Deployment(List<RedisServer> primaries, String prefix, String address) {
  private static final String TOPOLOGY =
      System.getProperty("redis.topology", "single").toLowerCase(Locale.ROOT);

  private static final BlockingQueue<Deployment> FREE = new LinkedBlockingQueue<>();

  /** How many more may be started: of several servers few, and none beside somebody else's. */
  private static final Semaphore TO_START = new Semaphore(most());

  private static int most() {
    if (!System.getProperty("redis.url", "").isEmpty()) {
      return 1;
    }
    return TOPOLOGY.contains("cluster") || TOPOLOGY.equals("sentinel") ? 2 : Integer.MAX_VALUE;
  }

  /** Whether it is in this JVM, and no real server. */
  static boolean isInMemory() {
    return TOPOLOGY.equals("memory");
  }

  /** What anybody could type there. */
  RedisCli cli() {
    return isInMemory() ? new RedisCli(InMemory.line(address)) : RedisCli.of(primaries, prefix);
  }

  /** One that no other test has until it is given back. */
  static Deployment borrow() throws InterruptedException {
    Deployment free = FREE.poll();
    if (free == null && TO_START.tryAcquire()) {
      return start();
    }
    return free == null ? FREE.take() : free;
  }

  void giveBack() {
    FREE.add(this);
  }

  private static Deployment start() {
    return switch (TOPOLOGY) {
      case "single" -> single(most() == 1 ? RedisServer.shared() : RedisServer.start());
      case "encrypted" -> encrypted();
      case "sentinel" -> sentinel(SentinelTopology.start());
      case "cluster" -> cluster(ClusterTopology.start());
      case "memory" -> new Deployment(List.of(), "", InMemory.start());
      case "prefixed" -> prefixed(RedisServer.start());
      case "prefixed-cluster" -> prefixedCluster(ClusterTopology.start());
      default -> throw new IllegalArgumentException("-Dredis.topology=" + TOPOLOGY);
    };
  }

  private static Deployment single(RedisServer server) {
    return new Deployment(List.of(server), "", server.uri());
  }

  private static Deployment encrypted() {
    try {
      EncryptedServer encrypted = EncryptedServer.start(Made.CERTIFICATES);
      try (RedisCli admin = new RedisCli(encrypted.server().uri())) {
        Rights.all(true).forElections(true).ofAnyName().grant(admin);
      }
      return new Deployment(List.of(encrypted.server()), "", encrypted.trustingAsUser("server"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Once for all of them. */
  private static final class Made {
    static final Certificates CERTIFICATES = make();

    private static Certificates make() {
      try {
        return EncryptedServer.certificates(Files.createTempDirectory("baton-certificates-"));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Deployment sentinel(SentinelTopology sentinels) {
    return new Deployment(List.of(sentinels.primary()), "", sentinels.uri());
  }

  private static Deployment cluster(ClusterTopology cluster) {
    return new Deployment(cluster.seeds(), "", cluster.uri());
  }

  private static Deployment prefixed(RedisServer server) {
    try (RedisCli admin = new RedisCli(server.uri())) {
      boolean shardChannels = ((List<?>) admin.send("COMMAND", "INFO", "SPUBLISH")).get(0) != null;
      Rights.ofThePrefix(shardChannels).grant(admin);
    }
    return ofThePrefix(single(server));
  }

  private static Deployment prefixedCluster(ClusterTopology cluster) {
    try (RedisCli admin = RedisCli.of(cluster.nodes())) {
      Rights.ofThePrefix(true).inACluster().grant(admin);
    }
    return ofThePrefix(cluster(cluster));
  }

  private static Deployment ofThePrefix(Deployment plain) {
    return new Deployment(plain.primaries, Rights.PREFIX, Rights.asUserOfThePrefix(plain.address));
  }
}
