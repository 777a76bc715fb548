package dev.baton.jedis;

import static dev.baton.jedis.Fixture.bytes;
import static dev.baton.jedis.Fixture.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.Backend;
import dev.baton.spi.ServerAddress;
import dev.baton.testing.backend.NodeContract;
import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.Session;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeTest extends NodeContract {

  static Stream<Origin<RedisServer>> origins() {
    return Stream.of(ServerOrigin.ADDRESS);
  }

  @Override
  protected Session node(RedisServer replica) {
    ServerAddress address = ServerAddress.parse("redis-cluster://127.0.0.1:" + replica.port());
    Choices choices = new Choices(Origin.PATIENCE, Origin.PATIENCE, null, null);
    JedisDeployment.Cluster cluster =
        (JedisDeployment.Cluster) JedisDeployment.at(address, choices, null);
    Told told = new Told();
    Backend node =
        new JedisDeployment.Server(cluster.source().apply(address.nodes().get(0)), choices)
            .connect(told);
    return new Session(node, told, null);
  }

  @Test
  void unsubscribe_ofWhatTheServerEndsAtThatTime_costsNoConnection() {
    try (Session session = subscribed(ServerOrigin.ADDRESS, "b")) {
      Backend backend = session.backend();
      for (int i = 0; i < 20; i++) {
        backend.subscribe(bytes("a"), true);
        backend.submit(command("CLUSTER", "DELSLOTS", SLOT_A));
        backend.unsubscribe(bytes("a"), true);
        backend.execute(command("CLUSTER", "ADDSLOTS", SLOT_A));
      }
      backend.subscribe(bytes("a"), true);
      assertThat(other().send("SPUBLISH", "a", "me")).isEqualTo(1L);
      assertThat(other().send("SPUBLISH", "b", "me too")).isEqualTo(1L);
      assertThat(session.told().changes()).doesNotContain(Told.LOST);
    }
  }
}
