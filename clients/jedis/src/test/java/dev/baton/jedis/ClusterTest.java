package dev.baton.jedis;

import static dev.baton.jedis.Fixture.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;

/** A cluster: by its address, and on the application's client. */
class ClusterTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private enum Origin {
    ADDRESS,
    CLIENT,
    POOLS
  }

  /** A backend, what it told, and the application's client if there is one. */
  private static final class Session implements AutoCloseable {
    final @Nullable RedisClusterClient client;
    final Recorder told = new Recorder();
    final Backend backend;

    Session(Origin origin) {
      client = origin == Origin.ADDRESS ? null : client(origin);
      backend = connector(origin).connect(told);
    }

    private static RedisClusterClient client(Origin origin) {
      var builder = RedisClusterClient.builder().nodes(servers());
      return origin == Origin.POOLS
          ? builder.topologyRefreshPeriod(Duration.ofSeconds(1)).build()
          : builder.build();
    }

    private JedisConnector connector(Origin origin) {
      if (client == null) {
        return JedisConnector.of(cluster.uri());
      }
      return origin == Origin.CLIENT
          ? JedisConnector.of(client)
          : JedisConnector.ofCluster(client::getClusterNodes);
    }

    private static Set<HostAndPort> servers() {
      return cluster.seeds().stream()
          .map(server -> new HostAndPort("127.0.0.1", server.port()))
          .collect(Collectors.toSet());
    }

    @Override
    public void close() {
      backend.close();
      if (client != null) {
        client.close();
      }
    }
  }

  /** One in the slots of each primary: 15495, 3300, 7365. */
  private static final List<String> NAMES = List.of("a", "b", "c");

  private static final int SLOT_B = 3300;
  private static final int SLOT_C = 7365;

  private static ClusterTopology cluster;

  @BeforeAll
  static void start() {
    cluster = ClusterTopology.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Command onKey(String name, String... words) {
    return Command.onKey(
        name.getBytes(UTF_8),
        Stream.of(words).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new));
  }

  private static @Nullable Object echo(Backend backend, String name) {
    return text(backend.execute(onKey(name, "EVAL", "return KEYS[1]", "1", name)));
  }

  private static void awaitHeard(Backend backend, String name, Recorder told) {
    String message = name + System.nanoTime();
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> backend.execute(onKey(name, "SPUBLISH", name, message)).equals(1L));
    await().atMost(LONG).until(() -> told.messages.contains(message));
  }

  @ParameterizedTest
  @EnumSource
  void commands_onEachPrimary_areAnswered(Origin origin) throws Exception {
    try (Session session = new Session(origin)) {
      for (String name : NAMES) {
        assertThat(echo(session.backend, name)).isEqualTo(name);
      }
      List<Command> commands =
          NAMES.stream().map(name -> onKey(name, "EVAL", "return KEYS[1]", "1", name)).toList();
      List<Object> replies = new ArrayList<>();
      for (var stage : session.backend.submitAll(commands)) {
        replies.add(text(stage.toCompletableFuture().get(30, TimeUnit.SECONDS)));
      }
      assertThat(replies).isEqualTo(NAMES);
      assertThat(session.backend.isCluster()).isTrue();
      assertThat(session.backend.primaries()).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void messages_onEachPrimary_arrive_untilUnsubscribed(Origin origin) {
    try (Session session = new Session(origin)) {
      for (String name : NAMES) {
        session.backend.subscribe(name.getBytes(UTF_8), true);
        awaitHeard(session.backend, name, session.told);
      }
      session.backend.unsubscribe("b".getBytes(UTF_8), true);
      await()
          .atMost(LONG)
          .until(() -> session.backend.execute(onKey("b", "SPUBLISH", "b", "x")).equals(0L));
      awaitHeard(session.backend, "a", session.told);
      assertThat(session.told.events).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void slotWithASubscription_moved_isFollowed(Origin origin) {
    try (Session session = new Session(origin)) {
      for (String name : NAMES) {
        session.backend.subscribe(name.getBytes(UTF_8), true);
      }
      session.backend.execute(onKey("b", "SET", "b", "moves"));
      RedisServer before = cluster.primary(SLOT_B);
      cluster.moveSlot(SLOT_B, cluster.primary(SLOT_C));
      assertThat(text(session.backend.execute(onKey("b", "GET", "b")))).isEqualTo("moves");
      await().atMost(LONG).until(() -> session.told.events.contains(Recorder.RESUBSCRIBED));
      assertThat(session.told.events).contains(Recorder.LOST);
      for (String name : NAMES) {
        awaitHeard(session.backend, name, session.told);
      }
      cluster.moveSlot(SLOT_B, before);
      awaitHeard(session.backend, "b", session.told);
    }
  }

  @ParameterizedTest
  @EnumSource
  void primary_killed_isReplacedAndServedAgain(Origin origin) {
    try (Session session = new Session(origin)) {
      for (String name : NAMES) {
        session.backend.subscribe(name.getBytes(UTF_8), true);
        assertThat(echo(session.backend, name)).isEqualTo(name);
      }
      RedisServer killed = cluster.killPrimary(SLOT_B);
      try {
        await().atMost(LONG).ignoreExceptions().until(() -> "b".equals(echo(session.backend, "b")));
        for (String name : NAMES) {
          awaitHeard(session.backend, name, session.told);
        }
        assertThat(session.told.events).contains(Recorder.LOST, Recorder.RESUBSCRIBED);
      } finally {
        killed.restart();
        cluster.awaitAgreement();
      }
      for (String name : NAMES) {
        assertThat(echo(session.backend, name)).isEqualTo(name);
        awaitHeard(session.backend, name, session.told);
      }
    }
  }

  @Test
  void givenClient_isLeftOpen_andHasItsConnectionsBack() {
    try (Session session = new Session(Origin.CLIENT)) {
      RedisClusterClient client = Objects.requireNonNull(session.client);
      echo(session.backend, "a");
      session.backend.subscribe(new byte[] {'a'}, true);
      session.backend.close();
      await()
          .atMost(LONG)
          .until(
              () ->
                  client.getClusterNodes().values().stream()
                      .allMatch(pool -> pool.getNumActive() == 0));
      assertThat(client.set("a", "still mine")).isEqualTo("OK");
    }
  }

  @Test
  void node_thatTheGivenClientDoesNotKnow_isFault() {
    JedisConnector connector = JedisConnector.ofCluster(Map::of);
    assertThat(connector.target()).isEqualTo("the cluster of the given Jedis client");
    assertThatThrownBy(() -> connector.connect(new Recorder()))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageContaining("knows no node");
  }

  @Test
  void serverOutsideOfAnyCluster_isServerError_thatSaysSo() {
    try (RedisServer server = RedisServer.start()) {
      String uri = "redis-cluster://127.0.0.1:" + server.port();
      assertThatThrownBy(() -> JedisConnector.of(uri).connect(new Recorder()))
          .isInstanceOf(ServerError.class)
          .hasMessageContaining("redis://");
    }
  }
}
