package dev.baton.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ConnectorProvider;
import dev.baton.spi.ServerError;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import java.net.URI;
import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ConnectTest {

  /** One whose server may take its time, as on a busy machine. */
  private static LettuceConnector patient(String uri) {
    return LettuceConnector.of(uri).withCommandTimeout(Duration.ofMinutes(1));
  }

  @Test
  void connect_wrongPassword_isTheServersError() {
    try (RedisServer server = RedisServer.builder().password("right").start()) {
      LettuceConnector wrong = patient("redis://:wrong@127.0.0.1:" + server.port());
      assertThatThrownBy(() -> wrong.connect(new Told()))
          .isInstanceOfSatisfying(
              ServerError.class, error -> assertThat(error.code()).isEqualTo("WRONGPASS"));
      LettuceConnector none = patient("redis://127.0.0.1:" + server.port());
      assertThatThrownBy(() -> none.connect(new Told()))
          .isInstanceOfSatisfying(
              ServerError.class, error -> assertThat(error.code()).isEqualTo("NOAUTH"));
      patient(server.uri()).connect(new Told()).close();
    }
  }

  @Test
  void connect_nobodyListens_namesTheAddressAndWhatToCheck() {
    RedisServer gone = RedisServer.start();
    gone.close();
    LettuceConnector connector = LettuceConnector.of("redis://:secret@127.0.0.1:" + gone.port());
    assertThatThrownBy(() -> connector.connect(new Told()))
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isFalse())
        .hasMessageContaining("127.0.0.1:" + gone.port())
        .hasMessageContaining("check")
        .hasMessageNotContaining("secret");
  }

  @Test
  void connect_serverFrozen_failsInTime() {
    try (RedisServer server = RedisServer.start()) {
      server.pause();
      LettuceConnector connector =
          LettuceConnector.of(server.uri()).withCommandTimeout(Duration.ofMillis(300));
      assertThatThrownBy(() -> connector.connect(new Told()))
          .isInstanceOf(ConnectionFault.class)
          .hasMessageContaining("does not answer");
    }
  }

  @Test
  void connect_unknownHost_namesIt() {
    assertThatThrownBy(
            () -> LettuceConnector.of("redis://no-such-host.invalid").connect(new Told()))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageContaining("no-such-host.invalid:6379");
  }

  @Test
  void connector_ofAClientThatDoesNotReconnect_isRefused() {
    try (RedisClient client = RedisClient.create("redis://127.0.0.1")) {
      client.setOptions(ClientOptions.builder().autoReconnect(false).build());
      assertThatThrownBy(() -> LettuceConnector.of(client))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("autoReconnect");
    }
  }

  @Test
  void connect_onAClosedClient_isConnectionFault() {
    RedisClient client = RedisClient.create("redis://127.0.0.1");
    client.shutdown();
    assertThatThrownBy(() -> LettuceConnector.of(client).connect(new Told()))
        .isInstanceOf(ConnectionFault.class);
  }

  @Test
  void provider_byServiceLoader_isFoundAndAcceptsItsSchemes() {
    ConnectorProvider provider = ServiceLoader.load(ConnectorProvider.class).iterator().next();
    assertThat(provider.artifact()).isEqualTo("baton-lettuce");
    assertThat(provider.priority()).isEqualTo(20);
    assertThat(provider.accepts(URI.create("redis://h"))).isTrue();
    assertThat(provider.accepts(URI.create("REDISS://h"))).isTrue();
    assertThat(provider.accepts(URI.create("redis-sentinel://h/m"))).isTrue();
    assertThat(provider.accepts(URI.create("redis-cluster://h"))).isTrue();
    assertThat(provider.connector(URI.create("redis://h")).target()).isEqualTo("h:6379");
  }
}
