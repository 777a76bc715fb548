package dev.baton.lettuce;

import static dev.baton.testing.backend.Talk.connectionFault;
import static dev.baton.testing.backend.Talk.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.testing.backend.Session;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import java.util.List;
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
  void subscription_renewalRefused_isToldWhenItSucceedsAtLast(ServerOrigin origin) {
    try (Session session = subscribed(origin)) {
      // ends the connections of those who hold a subscription that they no longer may have
      say(session.backend(), "ACL", "SETUSER", "default", "resetchannels");
      await().until(() -> session.told().changes().contains(Told.LOST));
      await().until(() -> subscribeCalls(session, "rejected_calls") >= 4);
      assertThat(session.told().changes()).doesNotContain(Told.RESUBSCRIBED);
      say(session.backend(), "ACL", "SETUSER", "default", "allchannels");
      await().until(() -> session.told().losses().equals(List.of(Told.LOST, Told.RESUBSCRIBED)));
      assertThat(say(session.backend(), "SPUBLISH", "sharded", "again")).isEqualTo(1L);
      assertThat(say(session.backend(), "PUBLISH", "plain", "too")).isEqualTo(1L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscription_quietButAlive_isAskedAndLeftAlone(ServerOrigin origin) {
    try (Session session = subscribed(origin)) {
      Object before = pushConnectionId(session);
      await().until(() -> subscribeCalls(session, "calls") >= 4);
      assertThat(pushConnectionId(session)).isEqualTo(before);
      assertThat(session.told().changes()).isEmpty();
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
    try (Session session = ServerOrigin.ADDRESS.brief(server)) {
      server.pause();
      connectionFault(() -> session.backend().subscribe("late".getBytes(UTF_8), true));
      server.resume();
      await()
          .ignoreExceptions()
          .untilAsserted(() -> session.backend().subscribe("wanted".getBytes(UTF_8), true));
      assertThat(say(session.backend(), "PUBSUB", "SHARDCHANNELS")).isEqualTo(List.of("wanted"));
    }
  }

  private Session subscribed(ServerOrigin origin) {
    Session session = origin.brief(server);
    session.backend().subscribe("sharded".getBytes(UTF_8), true);
    session.backend().subscribe("plain".getBytes(UTF_8), false);
    return session;
  }
}
