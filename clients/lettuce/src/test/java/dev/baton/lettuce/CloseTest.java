package dev.baton.lettuce;

import static dev.baton.lettuce.Talk.connectionFault;
import static dev.baton.lettuce.Talk.faultOf;
import static dev.baton.lettuce.Talk.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.lettuce.Session.Origin;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
    Session session = Session.patient(Origin.ADDRESS, server);
    session.backend().subscribe("c".getBytes(UTF_8), true);
    assertThat(lettuceThreads()).hasSizeGreaterThan(before.size());
    session.close();
    await().until(() -> lettuceThreads().equals(before));
    try (Session other = Session.patient(Origin.ADDRESS, server)) {
      assertThat(say(other.backend(), "CLIENT", "LIST")).asString().hasLineCount(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "ADDRESS", mode = EnumSource.Mode.EXCLUDE)
  void close_givenClient_endsOurConnectionsAndLeavesTheClientOpen(Origin origin) {
    try (Session session = Session.patient(origin, server)) {
      session.backend().subscribe("c".getBytes(UTF_8), true);
      session.backend().close();
      RedisClient client = requireNonNull(session.client());
      try (var connection = client.connect(RedisURI.create(server.uri()))) {
        await().until(() -> connection.sync().clientList().lines().count() == 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void close_twice_isFineAndCommandsFailAsNotRun(Origin origin) {
    try (Session session = Session.patient(origin, server)) {
      session.backend().subscribe("c".getBytes(UTF_8), true);
      session.backend().close();
      session.backend().close();
      assertThat(connectionFault(() -> say(session.backend(), "PING")).mayHaveRun()).isFalse();
      assertThat(
              connectionFault(() -> session.backend().subscribe("d".getBytes(UTF_8), true))
                  .mayHaveRun())
          .isFalse();
      assertThat(session.events().changes()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void close_withCommandsUnderWay_failsThem(Origin origin) throws Exception {
    try (Session session = Session.patient(origin, server)) {
      server.pause();
      CompletionStage<@Nullable Object> submitted =
          session.backend().submit(Command.of("INCR", "n"));
      CompletableFuture<ConnectionFault> executed =
          CompletableFuture.supplyAsync(
              () -> connectionFault(() -> say(session.backend(), "INCR", "n")));
      session.backend().close();
      assertThat(faultOf(submitted))
          .isInstanceOfSatisfying(
              ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isTrue());
      assertThat(executed.get(20, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void close_whileReconnecting_endsTheAttempts() {
    List<String> before = lettuceThreads();
    Session session = Session.patient(Origin.ADDRESS, server);
    session.backend().subscribe("c".getBytes(UTF_8), true);
    server.stop();
    await().until(() -> session.events().changes().contains(Events.LOST));
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
