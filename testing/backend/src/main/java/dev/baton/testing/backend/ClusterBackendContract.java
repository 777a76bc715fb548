package dev.baton.testing.backend;

import static dev.baton.testing.backend.Talk.bytes;
import static dev.baton.testing.backend.Talk.get;
import static dev.baton.testing.backend.Talk.onKey;
import static dev.baton.testing.backend.Talk.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.Connector;
import dev.baton.spi.ServerError;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a backend does that leads to a cluster. An adapter's test extends this, with a {@code static
 * Stream<Origin<ClusterTopology>> origins()} of all its ways to come by one.
 */
public abstract class ClusterBackendContract {
  /** One in the slots of each primary: 15495, 3300, 7365. */
  protected static final List<String> NAMES = List.of("a", "b", "c");

  private static final int SLOT_B = 3300;
  private static final int SLOT_C = 7365;

  private static ClusterTopology cluster;

  /** One for all tests. */
  protected ClusterBackendContract() {}

  /**
   * The adapter's connector.
   *
   * @param uri an address
   * @return a connector that was not used
   */
  protected abstract Connector connector(String uri);

  @BeforeAll
  static void start() {
    cluster = ClusterTopology.start(Duration.ofSeconds(2));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /**
   * The cluster of these tests.
   *
   * @return three primaries with a replica each
   */
  protected static ClusterTopology cluster() {
    return cluster;
  }

  /**
   * Asks the primary of a key.
   *
   * @param backend whereby
   * @param name the key
   * @return the same, from the server
   */
  protected static @Nullable Object echo(Backend backend, String name) {
    return text(backend.execute(onKey(name, "EVAL", "return KEYS[1]", "1", name)));
  }

  private static void awaitHeard(Session session, String name) {
    String message = name + System.nanoTime();
    await()
        .ignoreExceptions()
        .until(() -> session.backend().execute(onKey(name, "SPUBLISH", name, message)).equals(1L));
    await().until(() -> session.told().messages().contains(message));
  }

  private static void subscribe(Backend backend) {
    for (String name : NAMES) {
      backend.subscribe(bytes(name), true);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void commands_onEachPrimary_areAnswered(Origin<ClusterTopology> origin) throws Exception {
    try (Session session = origin.patient(cluster)) {
      for (String name : NAMES) {
        assertThat(echo(session.backend(), name)).isEqualTo(name);
      }
      List<Command> commands =
          NAMES.stream().map(name -> onKey(name, "EVAL", "return KEYS[1]", "1", name)).toList();
      List<Object> replies = new ArrayList<>();
      for (var stage : session.backend().submitAll(commands)) {
        replies.add(text(get(stage)));
      }
      assertThat(replies).isEqualTo(NAMES);
      assertThat(session.backend().isCluster()).isTrue();
      assertThat(session.backend().primaries()).hasSize(3);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void messages_onEachPrimary_arrive_untilUnsubscribed(Origin<ClusterTopology> origin) {
    try (Session session = origin.patient(cluster, ClusterBackendContract::subscribe)) {
      for (String name : NAMES) {
        awaitHeard(session, name);
      }
      session.backend().unsubscribe(bytes("b"), true);
      await().until(() -> session.backend().execute(onKey("b", "SPUBLISH", "b", "x")).equals(0L));
      awaitHeard(session, "a");
      assertThat(session.told().changes()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void slotWithASubscription_moved_isFollowed(Origin<ClusterTopology> origin) {
    try (Session session = origin.patient(cluster, ClusterBackendContract::subscribe)) {
      session.backend().execute(onKey("b", "SET", "b", "moves"));
      RedisServer before = cluster.primary(SLOT_B);
      cluster.moveSlot(SLOT_B, cluster.primary(SLOT_C));
      assertThat(text(session.backend().execute(onKey("b", "GET", "b")))).isEqualTo("moves");
      await().until(() -> session.told().changes().contains(Told.RESUBSCRIBED));
      assertThat(session.told().changes()).contains(Told.LOST);
      for (String name : NAMES) {
        awaitHeard(session, name);
      }
      cluster.moveSlot(SLOT_B, before);
      awaitHeard(session, "b");
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void primary_killed_isReplacedAndServedAgain(Origin<ClusterTopology> origin) {
    try (Session session = origin.patient(cluster, ClusterBackendContract::subscribe)) {
      for (String name : NAMES) {
        assertThat(echo(session.backend(), name)).isEqualTo(name);
      }
      RedisServer killed = cluster.killPrimary(SLOT_B);
      try {
        await().ignoreExceptions().until(() -> "b".equals(echo(session.backend(), "b")));
        for (String name : NAMES) {
          awaitHeard(session, name);
        }
        assertThat(session.told().changes()).contains(Told.LOST, Told.RESUBSCRIBED);
      } finally {
        killed.restart();
        cluster.awaitAgreement();
      }
      for (String name : NAMES) {
        assertThat(echo(session.backend(), name)).isEqualTo(name);
        awaitHeard(session, name);
      }
    }
  }

  @Test
  void serverOutsideOfAnyCluster_isServerError_thatSaysSo() {
    try (RedisServer server = RedisServer.start()) {
      String uri = "redis-cluster://127.0.0.1:" + server.port();
      assertThatThrownBy(() -> connector(uri).connect(new Told()))
          .isInstanceOf(ServerError.class)
          .hasMessageContaining("redis://");
    }
  }
}
