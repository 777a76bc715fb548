package dev.baton.jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Connector;
import dev.baton.testing.backend.ClusterBackendContract;
import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.Session;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.ClusterTopology;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;

/** A cluster: by its address, and on the application's client. */
class ClusterTest extends ClusterBackendContract {

  private enum ClusterOrigin implements Origin<ClusterTopology> {
    ADDRESS,
    CLIENT,
    POOLS;

    @Override
    public Session open(ClusterTopology cluster, Duration commandTimeout) {
      RedisClusterClient client = client(cluster);
      JedisConnector connector =
          switch (this) {
            case ADDRESS -> JedisConnector.of(cluster.uri());
            case CLIENT -> JedisConnector.of(client);
            case POOLS -> JedisConnector.ofCluster(client::getClusterNodes);
          };
      Told told = new Told();
      return new Session(connector.withCommandTimeout(commandTimeout).connect(told), told, client);
    }

    private @Nullable RedisClusterClient client(ClusterTopology cluster) {
      if (this == ADDRESS) {
        return null;
      }
      var builder =
          RedisClusterClient.builder()
              .nodes(
                  cluster.seeds().stream()
                      .map(server -> new HostAndPort("127.0.0.1", server.port()))
                      .collect(Collectors.toSet()));
      return this == POOLS
          ? builder.topologyRefreshPeriod(Duration.ofSeconds(1)).build()
          : builder.build();
    }
  }

  static Stream<Origin<ClusterTopology>> origins() {
    return Stream.of(ClusterOrigin.values());
  }

  @Override
  protected Connector connector(String uri) {
    return JedisConnector.of(uri);
  }

  @Test
  void givenClient_isLeftOpen_andHasItsConnectionsBack() {
    try (Session session = ClusterOrigin.CLIENT.patient(cluster())) {
      RedisClusterClient client = (RedisClusterClient) session.client();
      echo(session.backend(), "a");
      session.backend().subscribe(new byte[] {'a'}, true);
      session.backend().close();
      await()
          .until(
              () ->
                  client.getClusterNodes().values().stream()
                      .allMatch(pool -> pool.getNumActive() == 0));
      assertThat(client.set("a", "still mine")).isEqualTo("OK");
    }
  }

  @Test
  void client_forAServer_isRefused_namingTheWayForIt() {
    try (RedisClient client = RedisClient.create(cluster().seeds().get(0).uri())) {
      assertThatThrownBy(() -> JedisConnector.of(client))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("RedisClient")
          .hasMessageContaining("JedisConnector.of(client.getPool())");
    }
  }

  @Test
  void node_thatTheGivenClientDoesNotKnow_isFault() {
    JedisConnector connector = JedisConnector.ofCluster(Map::of);
    assertThat(connector.target()).isEqualTo("the cluster of the given Jedis client");
    assertThatThrownBy(() -> connector.connect(new Told()))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageContaining("knows no node");
  }
}
