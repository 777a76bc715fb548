package dev.baton.testing.backend;

import static dev.baton.testing.backend.Talk.bytes;
import static dev.baton.testing.backend.Talk.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.ServerError;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a backend does that leads to one node of a cluster, with the subscriptions that the node
 * ends. An adapter's test extends this, with a {@code static Stream<Origin<RedisServer>> origins()}
 * of all its ways to come by a server.
 */
@Execution(ExecutionMode.CONCURRENT)
public abstract class NodeContract {
  /** The slot of "a"; "b" and "c" have others. */
  protected static final String SLOT_A = "15495";

  private RedisServer server;
  private RespConnection other;

  /** One for each test. */
  protected NodeContract() {}

  /**
   * Opens a node as the adapter's cluster does.
   *
   * @param replica the node
   * @return a backend that leads to it and nowhere else
   */
  protected abstract Session node(RedisServer replica);

  @BeforeEach
  void start() {
    server = startServer();
    other = new RespConnection("127.0.0.1", server.port());
    other.send("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    await()
        .atMost(Origin.PATIENCE)
        .until(() -> ("" + other.send("CLUSTER", "INFO")).contains("state:ok"));
  }

  /** The port of the cluster's bus may be taken: then another one. */
  private static RedisServer startServer() {
    for (int attempt = 1; ; attempt++) {
      try {
        return RedisServer.builder()
            .config("cluster-enabled", "yes")
            .config("cluster-require-full-coverage", "no")
            .start();
      } catch (IllegalStateException e) {
        if (attempt == 5) {
          throw e;
        }
      }
    }
  }

  @AfterEach
  void stop() {
    other.close();
    server.close();
  }

  /**
   * Anybody's connection to the node.
   *
   * @return for the test's own thread
   */
  protected final RespConnection other() {
    return other;
  }

  /**
   * Opens a backend to the node.
   *
   * @param origin how
   * @param channels what it is subscribed to
   * @return the backend
   */
  protected final Session subscribed(Origin<RedisServer> origin, String... channels) {
    return origin.patient(
        server,
        backend -> {
          for (String channel : channels) {
            backend.subscribe(bytes(channel), true);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscription_endedByTheServer_isTold_andOthersStayOnTheSameConnection(
      Origin<RedisServer> origin) {
    try (Session session = subscribed(origin, "a", "b")) {
      other.send("CLUSTER", "DELSLOTS", SLOT_A);
      await().until(() -> session.told().losses().equals(List.of(Told.UNSUBSCRIBED + "a")));
      assertThat(other.send("SPUBLISH", "b", "still")).isEqualTo(1L);
      await().until(() -> session.told().messages().equals(List.of("still")));
      other.send("CLUSTER", "ADDSLOTS", SLOT_A);
      assertThat(other.send("SPUBLISH", "a", "nobody")).isEqualTo(0L);
      session.backend().subscribe(bytes("a"), true);
      assertThat(other.send("SPUBLISH", "a", "again")).isEqualTo(1L);
      assertThat(session.told().losses()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void renewal_refusedForTheSlot_isTold_andOthersAreRenewed(Origin<RedisServer> origin) {
    try (Session session = subscribed(origin, "a", "b", "c")) {
      other.send("MULTI");
      other.send("CLIENT", "KILL", "TYPE", "pubsub");
      other.send("CLUSTER", "DELSLOTS", SLOT_A);
      other.send("EXEC");
      await().until(() -> session.told().losses().contains(Told.RESUBSCRIBED));
      assertThat(session.told().losses())
          .containsExactlyInAnyOrder(Told.LOST, Told.UNSUBSCRIBED + "a", Told.RESUBSCRIBED);
      assertThat(other.send("SPUBLISH", "b", "again")).isEqualTo(1L);
      assertThat(other.send("SPUBLISH", "c", "too")).isEqualTo(1L);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void unsubscribe_isToldToTheServerOnly_andLastsBeyondTheConnection(Origin<RedisServer> origin) {
    try (Session session = subscribed(origin, "a", "b")) {
      session.backend().subscribe(bytes("plain"), false);
      session.backend().unsubscribe(bytes("a"), true);
      session.backend().unsubscribe(bytes("never subscribed"), true);
      session.backend().unsubscribe(bytes("plain"), false);
      await().until(() -> other.send("SPUBLISH", "a", "nobody").equals(0L));
      await().until(() -> other.send("PUBLISH", "plain", "nobody").equals(0L));
      assertThat(session.told().losses()).isEmpty();
      other.send("CLIENT", "KILL", "TYPE", "pubsub");
      await().until(() -> session.told().losses().contains(Told.RESUBSCRIBED));
      assertThat(other.send("SPUBLISH", "a", "nobody")).isEqualTo(0L);
      assertThat(other.send("SPUBLISH", "b", "me")).isEqualTo(1L);
      await().until(() -> session.told().messages().equals(List.of("me")));
      assertThat(session.told().losses()).containsExactly(Told.LOST, Told.RESUBSCRIBED);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void unsubscribe_whileTheServerIsAway_isNotRenewed(Origin<RedisServer> origin) {
    try (Session session = subscribed(origin, "a", "b")) {
      server.stop();
      await().until(() -> session.told().losses().contains(Told.LOST));
      session.backend().unsubscribe(bytes("a"), true);
      server.restart();
      await().until(() -> session.told().losses().contains(Told.RESUBSCRIBED));
      try (RespConnection again = new RespConnection("127.0.0.1", server.port())) {
        await().until(() -> again.send("SPUBLISH", "a", "nobody").equals(0L));
        assertThat(again.send("SPUBLISH", "b", "me")).isEqualTo(1L);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void unsubscribe_andSubscribeAgain_isSubscribed(Origin<RedisServer> origin) {
    try (Session session = subscribed(origin)) {
      for (int i = 0; i < 100; i++) {
        session.backend().subscribe(bytes("a"), true);
        session.backend().unsubscribe(bytes("a"), true);
      }
      session.backend().subscribe(bytes("a"), true);
      assertThat(other.send("SPUBLISH", "a", "me")).isEqualTo(1L);
      assertThat(session.told().losses()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscribe_refusedForTheSlot_isServerError_andOthersStay(Origin<RedisServer> origin) {
    try (Session session = subscribed(origin, "b")) {
      other.send("CLUSTER", "DELSLOTS", SLOT_A);
      assertThatThrownBy(() -> session.backend().subscribe(bytes("a"), true))
          .isInstanceOfSatisfying(
              ServerError.class, error -> assertThat(error.code()).isEqualTo("CLUSTERDOWN"));
      assertThat(other.send("SPUBLISH", "b", "still")).isEqualTo(1L);
      assertThat(session.told().losses()).isEmpty();
    }
  }

  @Test
  void replica_asANodeOfACluster_isNotLeft() {
    try (RedisServer primary = RedisServer.start();
        RedisServer replica =
            RedisServer.builder().config("replicaof", "127.0.0.1 " + primary.port()).start();
        Session node = node(replica)) {
      Object before = say(node.backend(), "CLIENT", "ID");
      assertThatThrownBy(() -> say(node.backend(), "SET", "key", "value"))
          .isInstanceOf(ServerError.class)
          .hasMessageStartingWith("READONLY");
      assertThat(say(node.backend(), "CLIENT", "ID")).isEqualTo(before);
      assertThat(node.told().changes()).isEmpty();
    }
  }
}
