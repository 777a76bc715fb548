package dev.baton.lettuce;

import static dev.baton.lettuce.Talk.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.lettuce.Session.Origin;
import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One node of a cluster, with the subscriptions that it ends. */
@Execution(ExecutionMode.CONCURRENT)
class NodeTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** The slot of "a"; "b" has another. */
  private static final int SLOT_A = 15_495;

  private RedisServer server;
  private RespConnection other;

  @BeforeEach
  void start() {
    server = startServer();
    other = new RespConnection("127.0.0.1", server.port());
    other.send("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    await().atMost(LONG).until(() -> ("" + other.send("CLUSTER", "INFO")).contains("state:ok"));
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

  private Session subscribed(Origin origin, String... channels) {
    Session session = Session.open(origin, server);
    for (String channel : channels) {
      subscribe(session, channel);
    }
    return session;
  }

  private static void subscribe(Session session, String channel) {
    session.backend().subscribe(channel.getBytes(UTF_8), true);
  }

  private static void unsubscribe(Session session, String channel) {
    session.backend().unsubscribe(channel.getBytes(UTF_8), true);
  }

  private static List<String> changes(Session session) {
    return session.events().changes().stream()
        .filter(change -> !change.equals(Events.RECONNECTED))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void subscription_endedByTheServer_isTold_andOthersStayOnTheSameConnection(Origin origin) {
    try (Session session = subscribed(origin, "a", "b")) {
      other.send("CLUSTER", "DELSLOTS", "" + SLOT_A);
      await().atMost(LONG).until(() -> changes(session).equals(List.of(Events.UNSUBSCRIBED + "a")));
      assertThat(other.send("SPUBLISH", "b", "still")).isEqualTo(1L);
      await().atMost(LONG).until(() -> session.events().messages().equals(List.of("still")));
      other.send("CLUSTER", "ADDSLOTS", "" + SLOT_A);
      assertThat(other.send("SPUBLISH", "a", "nobody")).isEqualTo(0L);
      subscribe(session, "a");
      assertThat(other.send("SPUBLISH", "a", "again")).isEqualTo(1L);
      assertThat(changes(session)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void renewal_refusedForTheSlot_isTold_andOthersAreRenewed(Origin origin) {
    try (Session session = subscribed(origin, "a", "b", "c")) {
      other.send("MULTI");
      other.send("CLIENT", "KILL", "TYPE", "pubsub");
      other.send("CLUSTER", "DELSLOTS", "" + SLOT_A);
      other.send("EXEC");
      await().atMost(LONG).until(() -> changes(session).contains(Events.RESUBSCRIBED));
      assertThat(changes(session))
          .containsExactlyInAnyOrder(Events.LOST, Events.UNSUBSCRIBED + "a", Events.RESUBSCRIBED);
      assertThat(other.send("SPUBLISH", "b", "again")).isEqualTo(1L);
      assertThat(other.send("SPUBLISH", "c", "too")).isEqualTo(1L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unsubscribe_isToldToTheServerOnly_andLastsBeyondTheConnection(Origin origin) {
    try (Session session = subscribed(origin, "a", "b")) {
      session.backend().subscribe("plain".getBytes(UTF_8), false);
      unsubscribe(session, "a");
      unsubscribe(session, "never subscribed");
      session.backend().unsubscribe("plain".getBytes(UTF_8), false);
      await().atMost(LONG).until(() -> other.send("SPUBLISH", "a", "nobody").equals(0L));
      await().atMost(LONG).until(() -> other.send("PUBLISH", "plain", "nobody").equals(0L));
      assertThat(changes(session)).isEmpty();
      other.send("CLIENT", "KILL", "TYPE", "pubsub");
      await().atMost(LONG).until(() -> changes(session).contains(Events.RESUBSCRIBED));
      assertThat(other.send("SPUBLISH", "a", "nobody")).isEqualTo(0L);
      assertThat(other.send("SPUBLISH", "b", "me")).isEqualTo(1L);
      assertThat(changes(session)).containsExactly(Events.LOST, Events.RESUBSCRIBED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unsubscribe_whileTheServerIsAway_isNotRenewed(Origin origin) {
    try (Session session = subscribed(origin, "a", "b")) {
      server.stop();
      await().atMost(LONG).until(() -> changes(session).contains(Events.LOST));
      unsubscribe(session, "a");
      server.restart();
      await().atMost(LONG).until(() -> changes(session).contains(Events.RESUBSCRIBED));
      try (RespConnection again = new RespConnection("127.0.0.1", server.port())) {
        await().atMost(LONG).until(() -> again.send("SPUBLISH", "a", "nobody").equals(0L));
        assertThat(again.send("SPUBLISH", "b", "me")).isEqualTo(1L);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void unsubscribe_andSubscribeAgain_isSubscribed(Origin origin) {
    try (Session session = subscribed(origin)) {
      for (int i = 0; i < 100; i++) {
        subscribe(session, "a");
        unsubscribe(session, "a");
      }
      subscribe(session, "a");
      assertThat(other.send("SPUBLISH", "a", "me")).isEqualTo(1L);
      assertThat(changes(session)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void unsubscribe_ofWhatTheServerEndsAtThatTime_costsNoConnection(Origin origin) {
    try (Session session = subscribed(origin, "b")) {
      for (int i = 0; i < 20; i++) {
        // Lettuce may take what was said of the end of a subscription for the answer to the next
        await().atMost(LONG).ignoreExceptions().until(() -> subscribeAndTell(session, "a"));
        session.backend().submit(Command.of("CLUSTER", "DELSLOTS", "" + SLOT_A));
        unsubscribe(session, "a");
        other.send("PING");
        await()
            .atMost(LONG)
            .ignoreExceptions()
            .until(() -> other.send("CLUSTER", "ADDSLOTS", "" + SLOT_A).equals("OK"));
      }
      await().atMost(LONG).ignoreExceptions().until(() -> subscribeAndTell(session, "a"));
      await().atMost(LONG).until(() -> other.send("SPUBLISH", "a", "me").equals(1L));
      assertThat(other.send("SPUBLISH", "b", "me too")).isEqualTo(1L);
      assertThat(changes(session)).doesNotContain(Events.LOST);
    }
  }

  private static boolean subscribeAndTell(Session session, String channel) {
    subscribe(session, channel);
    return true;
  }

  @ParameterizedTest
  @EnumSource
  void subscribe_refusedForTheSlot_isServerError_andOthersStay(Origin origin) {
    try (Session session = subscribed(origin, "b")) {
      other.send("CLUSTER", "DELSLOTS", "" + SLOT_A);
      assertThatThrownBy(() -> subscribe(session, "a"))
          .isInstanceOfSatisfying(
              ServerError.class, error -> assertThat(error.code()).isEqualTo("CLUSTERDOWN"));
      assertThat(other.send("SPUBLISH", "b", "still")).isEqualTo(1L);
      assertThat(changes(session)).isEmpty();
    }
  }

  @Test
  void replica_asANodeOfACluster_isNotLeft() {
    RedisClient client = RedisClient.create();
    try (RedisServer primary = RedisServer.start();
        RedisServer replica =
            RedisServer.builder().config("replicaof", "127.0.0.1 " + primary.port()).start()) {
      Events events = new Events();
      Connections connections =
          Connections.node(
              client, RedisURI.create(replica.uri()), new Node("127.0.0.1", replica.port()));
      try (Backend node = LettuceBackend.connect(connections, events, LONG)) {
        Object before = say(node, "CLIENT", "ID");
        assertThatThrownBy(() -> say(node, "SET", "key", "value"))
            .isInstanceOf(ServerError.class)
            .hasMessageStartingWith("READONLY");
        assertThat(say(node, "CLIENT", "ID")).isEqualTo(before);
        assertThat(events.changes()).isEmpty();
      }
    } finally {
      client.shutdown();
    }
  }
}
