package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.ReleaseOutcome;
import dev.baton.jedis.JedisConnector;
import dev.baton.jedis.JedisConnectorProvider;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.lettuce.LettuceConnectorProvider;
import dev.baton.testing.server.ClusterTopology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisCluster;

/** On which versions of the client libraries the contract is run. */
class ClientVersionTest {

  @ParameterizedTest
  @EnumSource
  void client_onTheClassPath_isTheOneAskedFor(ClientLibrary client) {
    assertThat(client.versions()).containsExactly(client.expected());
  }

  /** Frameworks look at the methods of what they are given; each needs the types of all. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        JedisConnector.class,
        JedisConnectorProvider.class,
        LettuceConnector.class,
        LettuceConnectorProvider.class
      })
  void adapter_lookedInto_namesNoTypeThatIsMissing(Class<?> type) {
    assertThat(type.getDeclaredFields()).doesNotContainNull();
    assertThat(type.getDeclaredConstructors()).isNotEmpty();
    assertThat(type.getDeclaredMethods()).isNotEmpty();
  }

  /** Some versions of Jedis 7 lack the other client for clusters. */
  @Test
  @Timeout(120)
  @SuppressWarnings("deprecation")
  void jedisCluster_asTheApplicationHasIt_carriesLocks() throws InterruptedException {
    try (ClusterTopology cluster = ClusterTopology.start()) {
      HostAndPort seed = new HostAndPort("127.0.0.1", cluster.seeds().get(0).port());
      try (JedisCluster jedis = new JedisCluster(seed);
          LockClient locks = LockClient.builder(JedisConnector.of(jedis)).build()) {
        Lease lease = locks.lock("k").acquire();
        assertThat(jedis.get("k")).isEqualTo(lease.ownerToken());
        assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
      }
    }
  }
}
