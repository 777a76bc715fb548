package dev.baton.lettuce;

import static dev.baton.testing.backend.Talk.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.testing.backend.Session;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloseTest {
  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void close_ownClient_endsConnectionsAndThreads() {
    List<String> before = lettuceThreads();
    Session session = ServerOrigin.ADDRESS.patient(server);
    session.backend().subscribe("c".getBytes(UTF_8), true);
    assertThat(lettuceThreads()).hasSizeGreaterThan(before.size());
    session.close();
    await().until(() -> lettuceThreads().equals(before));
    try (Session other = ServerOrigin.ADDRESS.patient(server)) {
      assertThat(say(other.backend(), "CLIENT", "LIST")).asString().hasLineCount(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "ADDRESS", mode = EnumSource.Mode.EXCLUDE)
  void close_givenClient_endsOurConnectionsAndLeavesTheClientOpen(ServerOrigin origin) {
    try (Session session = origin.patient(server)) {
      session.backend().subscribe("c".getBytes(UTF_8), true);
      session.backend().close();
      RedisClient client = (RedisClient) session.client();
      try (var connection = client.connect(RedisURI.create(server.uri()))) {
        await().until(() -> connection.sync().clientList().lines().count() == 1);
      }
    }
  }

  @Test
  void close_whileReconnecting_endsTheAttempts() {
    List<String> before = lettuceThreads();
    Session session = ServerOrigin.ADDRESS.patient(server);
    session.backend().subscribe("c".getBytes(UTF_8), true);
    server.stop();
    await().until(() -> session.told().changes().contains(Told.LOST));
    session.close();
    await().until(() -> lettuceThreads().equals(before));
  }

  private static List<String> lettuceThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("lettuce-"))
        .sorted()
        .toList();
  }
}
