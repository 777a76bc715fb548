package dev.baton.lettuce;

import static dev.baton.lettuce.Talk.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster: by its address, and as the application's client knows it. */
class ClusterTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private enum Origin {
    ADDRESS,
    CLIENT,
    CLIENT_RESP2
  }

  /** A backend, what it told, and the application's client if there is one. */
  private static final class Opened implements AutoCloseable {
    final @Nullable RedisClusterClient client;
    final Events told = new Events();
    final Backend backend;

    Opened(Origin origin) {
      client = origin == Origin.ADDRESS ? null : client(origin);
      backend = connector().connect(told);
    }

    private static RedisClusterClient client(Origin origin) {
      RedisClusterClient client =
          RedisClusterClient.create(
              cluster.seeds().stream()
                  .map(server -> RedisURI.create("127.0.0.1", server.port()))
                  .toList());
      if (origin == Origin.CLIENT_RESP2) {
        client.setOptions(
            ClusterClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build());
      }
      return client;
    }

    private LettuceConnector connector() {
      return client == null ? LettuceConnector.of(cluster.uri()) : LettuceConnector.of(client);
    }

    @Override
    public void close() {
      backend.close();
      if (client != null) {
        client.shutdown();
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

  private static void awaitHeard(Backend backend, String name, Events told) {
    String message = name + System.nanoTime();
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> backend.execute(onKey(name, "SPUBLISH", name, message)).equals(1L));
    await().atMost(LONG).until(() -> told.messages().contains(message));
  }

  @ParameterizedTest
  @EnumSource
  void commands_onEachPrimary_areAnswered(Origin origin) throws Exception {
    try (Opened session = new Opened(origin)) {
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
    try (Opened session = new Opened(origin)) {
      for (String name : NAMES) {
        session.backend.subscribe(name.getBytes(UTF_8), true);
        awaitHeard(session.backend, name, session.told);
      }
      session.backend.unsubscribe("b".getBytes(UTF_8), true);
      await()
          .atMost(LONG)
          .until(() -> session.backend.execute(onKey("b", "SPUBLISH", "b", "x")).equals(0L));
      awaitHeard(session.backend, "a", session.told);
      assertThat(session.told.changes()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void slotWithASubscription_moved_isFollowed(Origin origin) {
    try (Opened session = new Opened(origin)) {
      for (String name : NAMES) {
        session.backend.subscribe(name.getBytes(UTF_8), true);
      }
      session.backend.execute(onKey("b", "SET", "b", "moves"));
      RedisServer before = cluster.primary(SLOT_B);
      cluster.moveSlot(SLOT_B, cluster.primary(SLOT_C));
      assertThat(text(session.backend.execute(onKey("b", "GET", "b")))).isEqualTo("moves");
      await().atMost(LONG).until(() -> session.told.changes().contains(Events.RESUBSCRIBED));
      assertThat(session.told.changes()).contains(Events.LOST);
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
    try (Opened session = new Opened(origin)) {
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
        assertThat(session.told.changes()).contains(Events.LOST, Events.RESUBSCRIBED);
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
  void givenClient_isLeftOpen() {
    try (Opened opened = new Opened(Origin.CLIENT)) {
      echo(opened.backend, "a");
      opened.backend.subscribe(new byte[] {'a'}, true);
      opened.backend.close();
      try (var connection = Objects.requireNonNull(opened.client).connect()) {
        assertThat(connection.sync().set("a", "still mine")).isEqualTo("OK");
      }
    }
  }

  @Test
  void ownClient_ofAClosedBackend_isClosed() {
    Opened opened = new Opened(Origin.ADDRESS);
    for (String name : NAMES) {
      opened.backend.subscribe(name.getBytes(UTF_8), true);
    }
    opened.close();
    for (RedisServer server : cluster.nodes()) {
      try (RespConnection connection = new RespConnection("127.0.0.1", server.port())) {
        await()
            .atMost(LONG)
            .until(() -> !("" + connection.send("CLIENT", "LIST")).contains(" name=baton "));
      }
    }
  }

  @Test
  void serverOutsideOfAnyCluster_isServerError_thatSaysSo() {
    try (RedisServer server = RedisServer.start()) {
      String uri = "redis-cluster://127.0.0.1:" + server.port();
      assertThatThrownBy(() -> LettuceConnector.of(uri).connect(new Events()))
          .isInstanceOf(ServerError.class)
          .hasMessageContaining("redis://");
    }
  }
}
