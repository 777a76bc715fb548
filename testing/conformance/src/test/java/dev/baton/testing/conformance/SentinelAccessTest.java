package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.JedisSentinelPool;

/**
 * Users with the rights in SECURITY.md for Sentinels and primary, and the application's own client
 * that follows them.
 */
class SentinelAccessTest extends Contract {
  private static final String[] SENTINELS_USER = {
    "ACL", "SETUSER", "scout", "on", ">seen", "-@all", "+ping", "+sentinel|get-master-addr-by-name"
  };

  private static SentinelTopology topology;

  @BeforeAll
  static void start() {
    topology = SentinelTopology.start();
    for (RedisServer sentinel : topology.sentinels()) {
      try (RedisCli there = new RedisCli(sentinel.uri())) {
        there.send(SENTINELS_USER);
      }
    }
    for (RedisServer node : topology.nodes()) {
      try (RedisCli there = new RedisCli(node.uri())) {
        Rights.all(true).grant(there);
      }
    }
  }

  @AfterAll
  static void stop() {
    topology.close();
  }

  @Override
  RedisServer server() {
    return topology.primary();
  }

  private static String address(String sentinelPassword) {
    return topology.uri().replace("//", "//" + Rights.USER + ":" + Rights.PASSWORD + "@")
        + "?sentinelUser=scout&sentinelPassword="
        + sentinelPassword;
  }

  @Test
  void usersOfSentinelsAndPrimary_eachWithItsPassword_areLetIn() throws Exception {
    LockClient one = keep(adapter.connect(address("seen")));
    handOn(one, keep(adapter.connect(address("seen"))));
    String users = (String) redis.send("CLIENT", "LIST");
    assertThat(users.lines().filter(line -> line.contains(" name=baton ")).toList())
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(line -> line.contains(" user=" + Rights.USER + " "));
  }

  @Test
  void passwordOfSentinels_wrong_isErrorWithoutThePasswords() {
    assertThatThrownBy(() -> adapter.connect(address("unseen")))
        .isInstanceOf(BackendException.class)
        .hasMessageNotContaining("unseen")
        .hasMessageNotContaining(Rights.PASSWORD)
        .hasStackTraceContaining("WRONGPASS");
  }

  @Test
  void applicationsOwnClient_sentinelsSwitchOver_locksGoOn() throws Exception {
    LockClient one = keep(LockClient.builder(ofApplication()).build());
    LockClient two = keep(LockClient.builder(ofApplication()).build());
    handOn(one, two);
    DistributedLock lock = one.lock("kept");
    Lease kept = lock.acquire();
    redis.number("WAIT", "2", "20000");
    topology.switchOver();
    eventually().ignoreExceptionsInstanceOf(BackendException.class).until(lock::isLocked);
    assertThat(kept.isHeld()).isTrue();
    kept.release();
    handOn(one, two);
  }

  @SuppressWarnings("deprecation") // applications have it
  private Connector ofApplication() {
    List<RedisServer> sentinels = topology.sentinels();
    if (adapter == Adapter.JEDIS) {
      Set<String> nodes =
          sentinels.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.toSet());
      return JedisConnector.ofJedisPool(keep(new JedisSentinelPool(SentinelTopology.NAME, nodes)));
    }
    RedisURI.Builder uri =
        RedisURI.Builder.sentinel("127.0.0.1", sentinels.get(0).port(), SentinelTopology.NAME);
    sentinels.stream().skip(1).forEach(node -> uri.withSentinel("127.0.0.1", node.port()));
    RedisClient client = RedisClient.create(uri.build());
    keep(client::shutdown);
    return LettuceConnector.of(client);
  }

  private void handOn(LockClient one, LockClient two) throws Exception {
    DistributedLock lock = one.lock("lock:k");
    Lease held = lock.acquire();
    CompletableFuture<Lease> next = inBackground(() -> two.lock("lock:k").acquire());
    eventually().until(() -> waiting(lock) == 1);
    held.release();
    get(next).release();
  }
}
