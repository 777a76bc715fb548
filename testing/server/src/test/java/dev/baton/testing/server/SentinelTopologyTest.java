package dev.baton.testing.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class SentinelTopologyTest {

  @Test
  void primary_killed_isReplacedByAReplica_andComesBackAsOne() {
    try (SentinelTopology topology = SentinelTopology.start(Duration.ofSeconds(1))) {
      assertThat(topology.primary()).isIn(topology.nodes());
      assertThat(topology.uri())
          .startsWith("redis-sentinel://127.0.0.1:" + topology.sentinels().get(0).port() + ",")
          .endsWith("/mine");
      assertThat(topology.nodes()).allSatisfy(node -> assertThat(node.port()).isLessThan(55_536));
      RedisServer killed = topology.killPrimary();
      assertThat(topology.primary()).isNotSameAs(killed);
      killed.restart();
      topology.awaitReplica(killed);
    }
  }

  @Test
  void primary_switchedOver_isAnother() {
    try (SentinelTopology topology = SentinelTopology.start(Duration.ofSeconds(1))) {
      RedisServer before = topology.primary();
      topology.switchOver();
      assertThat(topology.primary()).isNotSameAs(before);
      topology.awaitReplica(before);
    }
  }
}
