package dev.baton.jedis;

import static dev.baton.jedis.Fixture.command;
import static dev.baton.jedis.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.baton.jedis.Callers.Outcome;
import dev.baton.spi.Backend;
import dev.baton.spi.ConnectionFault;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
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

  private static void assertNotRun(Outcome outcome) {
    assertThat(outcome.fault())
        .asInstanceOf(type(ConnectionFault.class))
        .matches(fault -> !fault.mayHaveRun(), "has not run");
  }

  @Test
  void serverThatIsDown_failsCommandsAsNotRun_andIsUsedAgainWhenUp() {
    backend.execute(command("PING"));
    fixture.server.stop();
    // the first one finds out, before it is sent unless it is on its way at that moment
    assertThat(Callers.run(backend, command("PING")).fault()).isInstanceOf(ConnectionFault.class);
    for (int i = 0; i < 7; i++) {
      Outcome outcome = Callers.run(backend, command("INCR", "n"));
      assertNotRun(outcome);
      assertThat(outcome.fault())
          .hasMessageContaining("127.0.0.1:" + fixture.server.port())
          .hasMessageContaining("Connection refused")
          .hasMessageContaining("check the address, --url or REDIS_URL");
    }
    for (CompletionStage<@Nullable Object> stage :
        backend.submitAll(List.of(command("INCR", "n"), command("INCR", "n")))) {
      assertThat(stage)
          .failsWithin(Fixture.LONG)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(ConnectionFault.class);
    }
    assertThat(fixture.told.events).isEmpty();
    fixture.server.restart();
    await().until(() -> fixture.told.events.contains(Recorder.RECONNECTED));
    assertThat(backend.execute(command("INCR", "n"))).isEqualTo(1L);
    assertThat(fixture.told.events).containsExactly(Recorder.RECONNECTED);
    assertThat(fixture.batonClients()).hasSize(1);
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
    await().until(() -> fixture.told.events.equals(List.of(Recorder.RECONNECTED)));
  }

  @Test
  void newConnection_hasTheSameDatabase() {
    try (Backend other = JedisConnector.of(fixture.server.uri() + "/5").connect(new Recorder())) {
      other.execute(command("SET", "where", "five"));
      assertThat(backend.execute(command("GET", "where"))).isNull();
      Object id = other.execute(command("CLIENT", "ID"));
      backend.execute(command("CLIENT", "KILL", "ID", "" + id));
      Callers.run(other, command("PING"));
      assertThat(text(other.execute(command("GET", "where")))).isEqualTo("five");
    }
  }
}
