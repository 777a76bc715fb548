package dev.baton.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ClusterTopologyTest {
  /** The slot of the key {@code foo}. */
  private static final int FOO = 12_182;

  @Test
  void primary_killed_isReplacedByItsReplica_andComesBackAsOne() {
    try (ClusterTopology topology = ClusterTopology.start(Duration.ofSeconds(2))) {
      assertThat(topology.nodes())
          .hasSize(6)
          .allSatisfy(node -> assertThat(node.port()).isLessThan(55_536));
      assertThat(topology.uri())
          .startsWith("redis-cluster://127.0.0.1:" + topology.seeds().get(0).port() + ",");
      RedisServer killed = topology.killPrimary(FOO);
      assertThat(killed).isSameAs(topology.nodes().get(2));
      RedisServer next = topology.primary(FOO);
      assertThat(next).isSameAs(topology.nodes().get(5));
      killed.restart();
      topology.awaitAgreement();
      assertThat(topology.primary(FOO)).isSameAs(next);
    }
  }

  @Test
  void slot_moved_hasItsKeysAtTheOtherPrimary() {
    try (ClusterTopology topology = ClusterTopology.start(Duration.ofSeconds(2))) {
      RedisServer to = topology.primary(0);
      try (RespConnection source = connection(topology.primary(FOO));
          RespConnection target = connection(to)) {
        source.send("SET", "foo", "bar");
        RedisServer from = topology.beginMove(FOO, to);
        assertThatThrownBy(() -> source.send("GET", "{foo}missing"))
            .hasMessage("ASK " + FOO + " 127.0.0.1:" + to.port());
        assertThat(source.send("GET", "foo")).isEqualTo("bar");
        topology.moveKeys(FOO, from, to);
        topology.endMove(FOO, from, to);
        assertThatThrownBy(() -> source.send("GET", "foo"))
            .hasMessage("MOVED " + FOO + " 127.0.0.1:" + to.port());
        assertThat(target.send("GET", "foo")).isEqualTo("bar");
      }
      topology.moveSlot(FOO, topology.nodes().get(1));
      assertThat(topology.primary(FOO)).isSameAs(topology.nodes().get(1));
    }
  }

  private static RespConnection connection(RedisServer server) {
    return new RespConnection("127.0.0.1", server.port());
  }
}
