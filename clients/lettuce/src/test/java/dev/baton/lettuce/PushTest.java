package dev.baton.lettuce;

import static dev.baton.lettuce.Talk.connectionFault;
import static dev.baton.lettuce.Talk.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.lettuce.Session.Origin;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import dev.baton.testing.server.RedisServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class PushTest {
  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void message_toEitherKindOfChannel_arrives(Origin origin) {
    try (Session session = subscribed(Session.patient(origin, server))) {
      assertThat(say(session.backend(), "SPUBLISH", "sharded", "a")).isEqualTo(1L);
      assertThat(say(session.backend(), "PUBLISH", "plain", "b")).isEqualTo(1L);
      await().untilAsserted(() -> assertThat(session.events().messages()).contains("a", "b"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void messages_whileOthersSubscribe_arriveAllAndInOrder(Origin origin) {
    try (Session session = subscribed(Session.patient(origin, server))) {
      List<String> sent = IntStream.range(0, 500).mapToObj(String::valueOf).toList();
      for (String message : sent) {
        session.backend().submit(Command.of("SPUBLISH", "sharded", message));
        if (message.endsWith("0")) {
          session.backend().subscribe(("more" + message).getBytes(UTF_8), true);
        }
      }
      await().untilAsserted(() -> assertThat(session.events().messages()).isEqualTo(sent));
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscription_serverRestarted_isLostThenRenewedAndMessagesArrive(Origin origin) {
    try (Session session = subscribed(origin)) {
      server.stop();
      await().until(() -> session.events().changes().contains(Events.LOST));
      server.restart();
      assertRenewed(session);
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscription_connectionKilled_isLostThenRenewedAndMessagesArrive(Origin origin) {
    try (Session session = subscribed(origin)) {
      say(session.backend(), "CLIENT", "KILL", "TYPE", "pubsub");
      assertRenewed(session);
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscription_serverFallsSilent_isCutAndRenewed(Origin origin) {
    try (Session session = subscribed(origin)) {
      server.pause();
      await().until(() -> session.events().changes().contains(Events.LOST));
      // attempts to reconnect that come to nothing are no further losses
      await().pollDelay(Session.TIMEOUT.multipliedBy(2)).until(() -> true);
      server.resume();
      assertRenewed(session);
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscription_renewalRefused_isToldWhenItSucceedsAtLast(Origin origin) {
    try (Session session = subscribed(origin)) {
      // ends the connections of those who hold a subscription that they no longer may have
      say(session.backend(), "ACL", "SETUSER", "default", "resetchannels");
      await().until(() -> session.events().changes().contains(Events.LOST));
      await().until(() -> subscribeCalls(session, "rejected_calls") >= 4);
      assertThat(session.events().changes()).doesNotContain(Events.RESUBSCRIBED);
      say(session.backend(), "ACL", "SETUSER", "default", "allchannels");
      assertRenewed(session);
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscription_quietButAlive_isAskedAndLeftAlone(Origin origin) {
    try (Session session = subscribed(origin)) {
      Object before = pushConnectionId(session);
      await().until(() -> subscribeCalls(session, "calls") >= 4);
      assertThat(pushConnectionId(session)).isEqualTo(before);
      assertThat(session.events().changes()).isEmpty();
    }
  }

  private static Object pushConnectionId(Session session) {
    return String.valueOf(say(session.backend(), "CLIENT", "LIST", "TYPE", "pubsub")).split(" ")[0];
  }

  private static int subscribeCalls(Session session, String counter) {
    return String.valueOf(say(session.backend(), "INFO", "commandstats"))
        .lines()
        .filter(line -> line.matches("cmdstat_s?subscribe:.*"))
        .mapToInt(line -> Integer.parseInt(line.replaceAll(".*[:,]" + counter + "=(\\d+).*", "$1")))
        .sum();
  }

  @Test
  void subscribe_serverFrozen_failsInTimeAndIsNotTriedFurther() {
    try (Session session = Session.open(Origin.ADDRESS, server)) {
      server.pause();
      connectionFault(() -> session.backend().subscribe("late".getBytes(UTF_8), true));
      server.resume();
      await()
          .ignoreExceptions()
          .untilAsserted(() -> session.backend().subscribe("wanted".getBytes(UTF_8), true));
      assertThat(say(session.backend(), "PUBSUB", "SHARDCHANNELS")).isEqualTo(List.of("wanted"));
    }
  }

  @Test
  void subscribe_openLineFrozen_failsInTimeAndIsNotTriedFurther() {
    try (Session session = subscribed(Origin.ADDRESS)) {
      server.pause();
      connectionFault(() -> session.backend().subscribe("late".getBytes(UTF_8), true));
      server.resume();
      assertRenewed(session);
      assertThat(say(session.backend(), "PUBSUB", "SHARDCHANNELS")).isEqualTo(List.of("sharded"));
    }
  }

  @Test
  void subscribe_refusedByTheServer_isServerError() {
    try (Session session = Session.patient(Origin.ADDRESS, server)) {
      say(session.backend(), "ACL", "SETUSER", "default", "resetchannels");
      assertThatThrownBy(() -> session.backend().subscribe("secret".getBytes(UTF_8), true))
          .isInstanceOfSatisfying(
              ServerError.class, error -> assertThat(error.code()).isEqualTo("NOPERM"));
    }
  }

  private Session subscribed(Origin origin) {
    return subscribed(Session.open(origin, server));
  }

  private static Session subscribed(Session session) {
    session.backend().subscribe("sharded".getBytes(UTF_8), true);
    session.backend().subscribe("plain".getBytes(UTF_8), false);
    return session;
  }

  private static void assertRenewed(Session session) {
    await().until(() -> session.events().changes().contains(Events.RESUBSCRIBED));
    assertThat(session.events().changes())
        .filteredOn(change -> !change.equals(Events.RECONNECTED))
        .startsWith(Events.LOST, Events.RESUBSCRIBED);
    await().ignoreExceptions().until(() -> "PONG".equals(say(session.backend(), "PING")));
    assertThat(say(session.backend(), "SPUBLISH", "sharded", "again")).isEqualTo(1L);
    assertThat(say(session.backend(), "PUBLISH", "plain", "too")).isEqualTo(1L);
    await().untilAsserted(() -> assertThat(session.events().messages()).contains("again", "too"));
  }
}
