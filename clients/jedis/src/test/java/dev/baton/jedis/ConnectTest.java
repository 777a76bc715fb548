package dev.baton.jedis;

import static dev.baton.jedis.Fixture.command;
import static dev.baton.jedis.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.spi.Backend;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ConnectorProvider;
import dev.baton.spi.ServerError;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, and what comes of connecting to them. */
class ConnectTest {

  /** One whose server may take its time, as on a busy machine. */
  private static JedisConnector patient(String uri) {
    return JedisConnector.of(uri).withCommandTimeout(Duration.ofMinutes(1));
  }

  @Test
  void password_rightOrWrongOrMissing_connectsOrIsServerError() {
    try (RedisServer server = RedisServer.builder().password("p@ss/:+%").start()) {
      try (Backend backend = patient(server.uri()).connect(new Told())) {
        assertThat(text(backend.execute(command("PING")))).isEqualTo("PONG");
      }
      String address = "127.0.0.1:" + server.port();
      assertThatThrownBy(() -> patient("redis://:wrong@" + address).connect(new Told()))
          .isInstanceOf(ServerError.class)
          .hasMessageStartingWith("WRONGPASS");
      assertThatThrownBy(() -> patient("redis://u:wrong@" + address).connect(new Told()))
          .isInstanceOf(ServerError.class)
          .hasMessageStartingWith("WRONGPASS");
      assertThatThrownBy(() -> patient("redis://" + address).connect(new Told()))
          .isInstanceOf(ServerError.class)
          .hasMessageStartingWith("NOAUTH");
    }
  }

  @Test
  void host_unreachableOrUnknown_isFaultThatSaysWhatToDo() {
    assertThatThrownBy(() -> JedisConnector.of("redis://127.0.0.1:1").connect(new Told()))
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isFalse())
        .hasMessage(
            "cannot reach 127.0.0.1:1 (Connection refused): check host and port, that the server"
                + " runs, and that no firewall is in between");
    assertThatThrownBy(() -> JedisConnector.of("redis://no-such-host.invalid").connect(new Told()))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageStartingWith("cannot reach no-such-host.invalid:6379 (unknown host)");
  }

  @Test
  void tls_towardsAServerWithout_isFault() {
    try (RedisServer server = RedisServer.start()) {
      String uri = server.uri().replace("redis:", "rediss:");
      assertThatThrownBy(
              () -> JedisConnector.of(uri).withCommandTimeout(Fixture.TIMEOUT).connect(new Told()))
          .isInstanceOf(ConnectionFault.class)
          .hasMessageStartingWith("cannot reach " + patient(uri).target());
    }
  }

  @Test
  void serverInSilence_isFaultInTime() {
    try (RedisServer server = RedisServer.start()) {
      server.pause();
      assertThatThrownBy(
              () ->
                  JedisConnector.of(server.uri())
                      .withCommandTimeout(Fixture.TIMEOUT)
                      .connect(new Told()))
          .isInstanceOf(ConnectionFault.class)
          .hasMessageContaining("timed out");
      server.resume();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:6379",
        "http://user:secret@localhost",
        "redis://secret@localhost",
        "redis://:secret@localhost?db=1",
        "redis-sentinel://:secret@localhost",
        "rediss://:secret@localhost?ca=/no/such/file"
      })
  void uri_malformed_isRefusedWithoutThePassword(String uri) {
    assertThatThrownBy(() -> patient(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a usable Redis address: ")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void connector_asText_showsNoPassword() {
    assertThat(JedisConnector.of("redis://u:secret@[::1]:7000/1"))
        .hasToString("JedisConnector[[::1]:7000]");
  }

  @Test
  void provider_isFoundAndTakesItsSchemes() {
    ConnectorProvider provider =
        ServiceLoader.load(ConnectorProvider.class).findFirst().orElseThrow();
    assertThat(provider.artifact()).isEqualTo("baton-jedis");
    assertThat(provider.priority()).isEqualTo(10);
    assertThat(provider.accepts(URI.create("redis://h"))).isTrue();
    assertThat(provider.accepts(URI.create("rediss://h"))).isTrue();
    assertThat(provider.accepts(URI.create("redis-sentinel://h/m"))).isTrue();
    assertThat(provider.accepts(URI.create("redis-cluster://h"))).isTrue();
    assertThat(provider.accepts(URI.create("h"))).isFalse();
    assertThat(provider.connector(URI.create("redis://h:1")).target()).isEqualTo("h:1");
  }
}
