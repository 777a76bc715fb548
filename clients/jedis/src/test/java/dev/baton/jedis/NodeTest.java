package dev.baton.jedis;

import static dev.baton.jedis.Fixture.bytes;
import static dev.baton.jedis.Fixture.command;
import static dev.baton.jedis.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.ServerAddress;
import dev.baton.spi.ServerError;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** One node of a cluster, with the subscriptions that it ends. */
@Execution(ExecutionMode.CONCURRENT)
class NodeTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** The slot of "a"; "b" has another. */
  private static final int SLOT_A = 15_495;

  private final Recorder told = new Recorder();
  private RedisServer server;
  private Backend backend;

  @BeforeEach
  void start() {
    server = startServer();
    backend =
        JedisConnector.of(server.uri())
            .withCommandTimeout(LONG)
            .withSilence(Fixture.SILENCE)
            .connect(told);
    backend.execute(command("CLUSTER", "ADDSLOTSRANGE", "0", "16383"));
    await()
        .atMost(LONG)
        .until(() -> text(backend.execute(command("CLUSTER", "INFO"))).contains(":ok"));
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
    backend.close();
    server.close();
  }

  private long spublish(String channel, String message) {
    return Fixture.spublish(server, channel, message);
  }

  private void give(String verb, int slot) {
    backend.execute(command("CLUSTER", verb, "" + slot));
  }

  private void killPushConnection() {
    try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", server.port()))) {
      jedis.clientKill(new ClientKillParams().type(ClientType.PUBSUB));
    }
  }

  @Test
  void subscription_endedByTheServer_isTold_andOthersStayOnTheSameConnection() {
    backend.subscribe(bytes("a"), true);
    backend.subscribe(bytes("b"), true);
    give("DELSLOTS", SLOT_A);
    await().atMost(LONG).until(() -> told.events.equals(List.of(Recorder.UNSUBSCRIBED + "a")));
    assertThat(spublish("b", "still")).isEqualTo(1);
    await().atMost(LONG).until(() -> told.messages.equals(List.of("still")));
    give("ADDSLOTS", SLOT_A);
    assertThat(spublish("a", "nobody")).isZero();
    backend.subscribe(bytes("a"), true);
    assertThat(spublish("a", "again")).isEqualTo(1);
    assertThat(told.events).hasSize(1);
  }

  @Test
  void renewal_refusedForTheSlot_isTold_andOthersAreRenewed() {
    backend.subscribe(bytes("a"), true);
    backend.subscribe(bytes("b"), true);
    try (RespConnection other = new RespConnection("127.0.0.1", server.port())) {
      other.send("MULTI");
      other.send("CLIENT", "KILL", "TYPE", "pubsub");
      other.send("CLUSTER", "DELSLOTS", "" + SLOT_A);
      other.send("EXEC");
    }
    await()
        .atMost(LONG)
        .until(
            () ->
                told.events.stream()
                    .filter(event -> !event.equals(Recorder.RECONNECTED))
                    .toList()
                    .equals(
                        List.of(
                            Recorder.LOST, Recorder.UNSUBSCRIBED + "a", Recorder.RESUBSCRIBED)));
    assertThat(spublish("b", "again")).isEqualTo(1);
  }

  @Test
  void unsubscribe_isToldToTheServerOnly_andLastsBeyondTheConnection() {
    backend.subscribe(bytes("a"), true);
    backend.subscribe(bytes("b"), true);
    backend.subscribe(bytes("plain"), false);
    backend.unsubscribe(bytes("a"), true);
    backend.unsubscribe(bytes("plain"), false);
    backend.unsubscribe(bytes("never subscribed"), true);
    await().atMost(LONG).until(() -> spublish("a", "nobody") == 0);
    assertThat(backend.execute(command("PUBLISH", "plain", "nobody"))).isEqualTo(0L);
    assertThat(told.events).isEmpty();
    killPushConnection();
    await().atMost(LONG).until(() -> told.events.contains(Recorder.RESUBSCRIBED));
    assertThat(spublish("a", "nobody")).isZero();
    assertThat(spublish("b", "me")).isEqualTo(1);
    await().atMost(LONG).until(() -> told.messages.equals(List.of("me")));
    assertThat(told.events).doesNotContain(Recorder.UNSUBSCRIBED + "a");
  }

  @Test
  void unsubscribe_andSubscribeAgain_isSubscribed() {
    for (int i = 0; i < 100; i++) {
      backend.subscribe(bytes("a"), true);
      backend.unsubscribe(bytes("a"), true);
    }
    backend.subscribe(bytes("a"), true);
    assertThat(spublish("a", "me")).isEqualTo(1);
    assertThat(told.events).isEmpty();
  }

  @Test
  void unsubscribe_ofWhatTheServerEndsAtThatTime_costsNoConnection() {
    backend.subscribe(bytes("b"), true);
    for (int i = 0; i < 20; i++) {
      backend.subscribe(bytes("a"), true);
      backend.submit(command("CLUSTER", "DELSLOTS", "" + SLOT_A));
      backend.unsubscribe(bytes("a"), true);
      give("ADDSLOTS", SLOT_A);
    }
    backend.subscribe(bytes("a"), true);
    assertThat(spublish("a", "me")).isEqualTo(1);
    assertThat(spublish("b", "me too")).isEqualTo(1);
    assertThat(told.events).doesNotContain(Recorder.LOST);
  }

  @Test
  void subscribe_refusedForTheSlot_isServerError_andOthersStay() {
    backend.subscribe(bytes("b"), true);
    give("DELSLOTS", SLOT_A);
    assertThatThrownBy(() -> backend.subscribe(bytes("a"), true))
        .isInstanceOf(ServerError.class)
        .hasMessageStartingWith("CLUSTERDOWN");
    assertThat(spublish("b", "still")).isEqualTo(1);
    assertThat(told.events).isEmpty();
  }

  @Test
  void replica_asANodeOfACluster_isNotLeft() {
    try (RedisServer primary = RedisServer.start();
        RedisServer replica =
            RedisServer.builder().config("replicaof", "127.0.0.1 " + primary.port()).start()) {
      ServerAddress address = ServerAddress.parse("redis-cluster://127.0.0.1:" + replica.port());
      Choices choices = new Choices(LONG, LONG, null, null);
      Deployment.Cluster cluster = (Deployment.Cluster) Deployment.at(address, choices, null);
      Recorder recorder = new Recorder();
      try (Backend node =
          new Deployment.Server(cluster.source().apply(address.nodes().get(0)), choices)
              .connect(recorder)) {
        Object before = node.execute(command("CLIENT", "ID"));
        assertThatThrownBy(() -> node.execute(command("SET", "key", "value")))
            .isInstanceOf(ServerError.class)
            .hasMessageStartingWith("READONLY");
        assertThat(node.execute(command("CLIENT", "ID"))).isEqualTo(before);
        assertThat(recorder.events).isEmpty();
      }
    }
  }
}
