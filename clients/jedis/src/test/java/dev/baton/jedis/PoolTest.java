package dev.baton.jedis;

import static dev.baton.jedis.Fixture.bytes;
import static dev.baton.jedis.Fixture.command;
import static dev.baton.jedis.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.ConnectionFault;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.Pool;

/** Connections borrowed from a pool of the user's; by default they speak RESP3. */
class PoolTest {
  private final RedisServer server = RedisServer.start();
  private final RedisClient client = client();
  private final Told told = new Told();

  private RedisClient client() {
    ConnectionPoolConfig config = new ConnectionPoolConfig();
    config.setMaxTotal(3);
    return RedisClient.builder().hostAndPort("127.0.0.1", server.port()).poolConfig(config).build();
  }

  private Backend connect() {
    return JedisConnector.of(client.getPool())
        .withCommandTimeout(Fixture.TIMEOUT)
        .withSilence(Fixture.SILENCE)
        .connect(told);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void connections_areBorrowed_andGivenBackOnClose() {
    try (Backend backend = connect()) {
      assertThat(text(backend.execute(command("ECHO", "x")))).isEqualTo("x");
      assertThat(client.getPool().getNumActive()).isEqualTo(1);
      backend.subscribe(bytes("inbox"), true);
      assertThat(client.getPool().getNumActive()).isEqualTo(2);
      assertThat(Fixture.spublish(server, "inbox", "hello")).isEqualTo(1);
      await().until(() -> told.messages().equals(List.of("hello")));
    }
    await().until(() -> client.getPool().getNumActive() == 0);
    assertThat(client.ping()).isEqualTo("PONG");
    try (Connection one = client.getPool().getResource();
        Connection two = client.getPool().getResource()) {
      assertThat(List.of(one.getSoTimeout(), two.getSoTimeout())).containsOnly(2_000);
      // the one that was in subscribe mode is not lent again
      assertThat(one.ping() && two.ping()).isTrue();
    }
  }

  @Test
  void replies_ofResp3_haveTheShapesOfResp2() {
    client.zadd("z", 1, "one");
    client.hset("h", "f", "v");
    try (Backend backend = connect()) {
      assertThat(backend.execute(command("GET", "nothing"))).isNull();
      assertThat(text(backend.execute(command("ZSCORE", "z", "one")))).isEqualTo("1");
      assertThat(backend.execute(command("HGETALL", "h")))
          .usingRecursiveComparison()
          .isEqualTo(List.of(bytes("f"), bytes("v")));
      assertThat(backend.execute(command("EVAL", "redis.setresp(3); return true", "0")))
          .isEqualTo(1L);
    }
  }

  @Test
  void silentLivingServer_isNoLoss_andRestartedOne_isUsedAgain() {
    try (Backend backend = connect()) {
      backend.subscribe(bytes("inbox"), true);
      await()
          .pollDelay(Fixture.SILENCE.multipliedBy(4))
          .until(() -> Fixture.spublish(server, "inbox", "still here") == 1);
      assertThat(told.changes()).isEmpty();
      server.stop();
      await().until(() -> told.changes().contains(Told.LOST));
      assertThat(Callers.run(backend, command("PING")).fault())
          .isInstanceOf(ConnectionFault.class)
          .hasMessageContaining("127.0.0.1:" + server.port());
      server.restart();
      await().until(() -> told.changes().contains(Told.RESUBSCRIBED));
      await().until(() -> told.changes().contains(Told.RECONNECTED));
      assertThat(text(backend.execute(command("PING")))).isEqualTo("PONG");
    }
    await().until(() -> client.getPool().getNumActive() == 0);
  }

  @Test
  void idleConnectionsOfARestartedServer_areNotUsed() {
    try (Connection one = client.getPool().getResource();
        Connection two = client.getPool().getResource()) {
      assertThat(one).isNotSameAs(two);
    }
    server.restart();
    try (Backend backend = connect()) {
      assertThat(text(backend.execute(command("PING")))).isEqualTo("PONG");
    }
  }

  @Test
  void exhaustedPool_isFaultInTime() {
    Pool<Connection> pool = client.getPool();
    try (Connection one = pool.getResource();
        Connection two = pool.getResource();
        Connection three = pool.getResource()) {
      assertThat(List.of(one, two, three)).doesNotHaveDuplicates();
      assertThatThrownBy(this::connect)
          .isInstanceOf(ConnectionFault.class)
          .hasMessageContaining("is its maxTotal large enough?");
    }
  }

  @Test
  @SuppressWarnings("deprecation") // by Jedis 8, and in use everywhere
  void jedisPool_lendsAndGetsBack() {
    try (JedisPool pool = new JedisPool("127.0.0.1", server.port())) {
      JedisConnector connector = JedisConnector.ofJedisPool(pool);
      try (Backend backend = connector.connect(told)) {
        backend.subscribe(bytes("inbox"), true);
        assertThat(text(backend.execute(command("ECHO", "x")))).isEqualTo("x");
        assertThat(pool.getNumActive()).isEqualTo(2);
        assertThat(connector.target()).isEqualTo("127.0.0.1:" + server.port());
      }
      await().until(() -> pool.getNumActive() == 0);
      try (Jedis jedis = pool.getResource()) {
        assertThat(jedis.ping()).isEqualTo("PONG");
      }
    }
  }
}
