package dev.baton.jedis;

import static dev.baton.jedis.Fixture.command;
import static dev.baton.jedis.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.testing.backend.Told;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The command connection is lost, and comes back. */
class ReconnectTest {
  private final Fixture fixture = new Fixture();
  private final Backend backend = fixture.backend;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void serverThatIsDown_isNamed_andWhatToCheck() {
    fixture.server.stop();
    await()
        .untilAsserted(
            () ->
                assertThat(Callers.run(backend, command("INCR", "n")).fault())
                    .hasMessageContaining("127.0.0.1:" + fixture.server.port())
                    .hasMessageContaining("Connection refused")
                    .hasMessageContaining("check host and port"));
  }

  @Test
  void connectionKilled_failsOneCommandAtMost_andTheNextUsesAnother() {
    try (Jedis jedis = fixture.jedis()) {
      Object id = backend.execute(command("CLIENT", "ID"));
      jedis.clientKill(new redis.clients.jedis.params.ClientKillParams().id("" + id));
      Callers.run(backend, command("PING"));
      assertThat(text(backend.execute(command("PING")))).isEqualTo("PONG");
      assertThat(backend.execute(command("CLIENT", "ID"))).isNotEqualTo(id);
    }
    await()
        .until(() -> fixture.told.changes().equals(List.of(Told.DISCONNECTED, Told.RECONNECTED)));
  }

  @Test
  void newConnection_hasTheSameDatabase() {
    try (Backend other =
        JedisConnector.of(fixture.server.uri() + "/5?timeout=20s").connect(new Told())) {
      other.execute(command("SET", "where", "five"));
      assertThat(backend.execute(command("GET", "where"))).isNull();
      Object id = other.execute(command("CLIENT", "ID"));
      backend.execute(command("CLIENT", "KILL", "ID", "" + id));
      Callers.run(other, command("PING"));
      assertThat(text(other.execute(command("GET", "where")))).isEqualTo("five");
    }
  }
}
