package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Connector;
import dev.baton.testing.backend.ClusterBackendContract;
import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.Session;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A cluster: by its address, and as the application's client knows it. */
class ClusterTest extends ClusterBackendContract {

  private enum ClusterOrigin implements Origin<ClusterTopology> {
    ADDRESS,
    CLIENT,
    CLIENT_RESP2;

    @Override
    public Session open(ClusterTopology cluster, Duration commandTimeout) {
      RedisClusterClient client = client(cluster);
      LettuceConnector connector =
          client == null ? LettuceConnector.of(cluster.uri()) : LettuceConnector.of(client);
      Told told = new Told();
      return new Session(connector.withCommandTimeout(commandTimeout).connect(told), told, client);
    }

    private @Nullable RedisClusterClient client(ClusterTopology cluster) {
      if (this == ADDRESS) {
        return null;
      }
      RedisClusterClient client =
          RedisClusterClient.create(
              cluster.seeds().stream()
                  .map(server -> RedisURI.create("127.0.0.1", server.port()))
                  .toList());
      if (this == CLIENT_RESP2) {
        client.setOptions(
            ClusterClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build());
      }
      return client;
    }
  }

  static Stream<Origin<ClusterTopology>> origins() {
    return Stream.of(ClusterOrigin.values());
  }

  @Override
  protected Connector connector(String uri) {
    return LettuceConnector.of(uri);
  }

  @Test
  void givenClient_isLeftOpen() {
    try (Session session = ClusterOrigin.CLIENT.patient(cluster())) {
      echo(session.backend(), "a");
      session.backend().subscribe(new byte[] {'a'}, true);
      session.backend().close();
      try (var connection = ((RedisClusterClient) session.client()).connect()) {
        assertThat(connection.sync().set("a", "still mine")).isEqualTo("OK");
      }
    }
  }

  @Test
  void ownClient_ofAClosedBackend_isClosed() {
    try (Session session = ClusterOrigin.ADDRESS.patient(cluster())) {
      for (String name : NAMES) {
        session.backend().subscribe(name.getBytes(UTF_8), true);
      }
    }
    for (RedisServer server : cluster().nodes()) {
      try (RespConnection connection = new RespConnection("127.0.0.1", server.port())) {
        await().until(() -> !("" + connection.send("CLIENT", "LIST")).contains(" name=baton "));
      }
    }
  }
}
