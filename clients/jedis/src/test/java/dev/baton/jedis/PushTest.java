package dev.baton.jedis;

import static dev.baton.jedis.Fixture.bytes;
import static dev.baton.jedis.Fixture.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** Subscriptions, their loss and their return. */
class PushTest {
  private final Fixture fixture = new Fixture();
  private final Backend backend = fixture.backend;
  private final Recorder told = fixture.told;

  @AfterEach
  void close() {
    fixture.close();
  }

  private long spublish(String channel, String message) {
    return Fixture.spublish(fixture.server, channel, message);
  }

  private long publish(String channel, String message) {
    try (Jedis jedis = fixture.jedis()) {
      return jedis.publish(channel, message);
    }
  }

  @Test
  void message_onEitherKindOfChannel_arrivesOnce() {
    backend.subscribe(bytes("inbox"), true);
    backend.subscribe(bytes("inbox"), true);
    backend.subscribe(bytes("common"), false);
    assertThat(spublish("inbox", "one")).isEqualTo(1);
    assertThat(publish("common", "two")).isEqualTo(1);
    assertThat(publish("inbox", "to nobody")).isZero();
    await().until(() -> told.messages.equals(List.of("one", "two")));
    assertThat(fixture.batonClients()).hasSize(2);
    assertThat(told.events).isEmpty();
  }

  @Test
  void serverRestarted_isTold_andMessagesArriveAgain() {
    backend.subscribe(bytes("inbox"), true);
    backend.subscribe(bytes("common"), false);
    fixture.server.stop();
    await().until(() -> told.events.contains(Recorder.LOST));
    assertThatThrownBy(() -> backend.subscribe(bytes("third"), true))
        .isInstanceOf(ConnectionFault.class);
    fixture.server.restart();
    await().until(() -> told.events.contains(Recorder.RESUBSCRIBED));
    assertThat(spublish("inbox", "one")).isEqualTo(1);
    assertThat(publish("common", "two")).isEqualTo(1);
    assertThat(spublish("third", "never")).isZero();
    await().until(() -> told.messages.equals(List.of("one", "two")));
    assertThat(told.events).containsOnlyOnce(Recorder.LOST, Recorder.RESUBSCRIBED);
    // the loss of this connection has made the other one look, too
    await().until(() -> told.events.contains(Recorder.RECONNECTED));
  }

  @Test
  void connectionKilled_isTold_andMessagesArriveAgain() {
    backend.subscribe(bytes("inbox"), true);
    try (Jedis jedis = fixture.jedis()) {
      jedis.clientKill(new ClientKillParams().type(ClientType.PUBSUB));
    }
    await().until(() -> told.events.equals(List.of(Recorder.LOST, Recorder.RESUBSCRIBED)));
    assertThat(spublish("inbox", "again")).isEqualTo(1);
    await().until(() -> told.messages.equals(List.of("again")));
  }

  @Test
  void silence_ofALivingServer_isNoLoss() {
    backend.subscribe(bytes("inbox"), true);
    await()
        .pollDelay(Fixture.SILENCE.multipliedBy(4))
        .until(() -> spublish("inbox", "still here") == 1);
    assertThat(told.events).isEmpty();
  }

  @Test
  void serverThatStandsStill_isNoticed_andResubscribedLater() {
    backend.subscribe(bytes("inbox"), true);
    fixture.server.pause();
    await().until(() -> told.events.contains(Recorder.LOST));
    fixture.server.resume();
    await().until(() -> told.events.contains(Recorder.RESUBSCRIBED));
    assertThat(spublish("inbox", "back")).isEqualTo(1);
  }

  @Test
  void subscription_unconfirmedInTime_isFault_andNotTriedAgain() {
    Backend brief = fixture.brief(told);
    brief.subscribe(bytes("inbox"), true);
    fixture.server.pause();
    assertThatThrownBy(() -> brief.subscribe(bytes("late"), true))
        .isInstanceOf(ConnectionFault.class);
    fixture.server.resume();
    await().until(() -> told.events.contains(Recorder.RESUBSCRIBED));
    assertThat(spublish("late", "nobody")).isZero();
    assertThat(spublish("inbox", "me")).isEqualTo(1);
    brief.subscribe(bytes("late"), true);
    assertThat(spublish("late", "now")).isEqualTo(1);
    brief.close();
  }

  @Test
  void subscription_refused_isServerError_andOthersStay() {
    backend.execute(
        command("ACL", "SETUSER", "narrow", "on", ">pw", "+@all", "~*", "resetchannels", "&mine*"));
    String uri = fixture.server.uri().replace("redis://", "redis://narrow:pw@");
    Recorder recorder = new Recorder();
    try (Backend narrow = JedisConnector.of(uri).connect(recorder)) {
      narrow.subscribe(bytes("mine"), true);
      assertThatThrownBy(() -> narrow.subscribe(bytes("yours"), true))
          .isInstanceOf(ServerError.class)
          .hasMessageStartingWith("NOPERM");
      narrow.subscribe(bytes("mine too"), true);
      assertThat(spublish("mine", "a") + spublish("mine too", "b")).isEqualTo(2);
      await().until(() -> recorder.messages.equals(List.of("a", "b")));
      assertThat(recorder.events).isEmpty();
    }
  }
}
