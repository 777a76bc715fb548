package dev.baton.lettuce;

import static dev.baton.testing.backend.Talk.connectionFault;
import static dev.baton.testing.backend.Talk.faultOf;
import static dev.baton.testing.backend.Talk.get;
import static dev.baton.testing.backend.Talk.mayHaveRun;
import static dev.baton.testing.backend.Talk.say;
import static dev.baton.testing.backend.Talk.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.Session;
import dev.baton.testing.backend.Talk;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class FailureTest {
  private static final String BUSY = read("busy.lua");

  /** Says that it was the adapter's own timeout, and none of Lettuce's; at the earliest then. */
  private static final String IN_TIME = "within " + Origin.BRIEF.toMillis() + " ms";

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
  void execute_serverFrozen_failsInTimeAndRunsOnceWhenItGoesOn(ServerOrigin origin) {
    try (Session session = origin.brief(server)) {
      say(session.backend(), "SET", "n", "0");
      server.pause();
      long start = System.nanoTime();
      ConnectionFault fault = connectionFault(() -> say(session.backend(), "INCR", "n"));
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(Origin.BRIEF.toMillis());
      assertThat(fault).hasMessageContaining(IN_TIME);
      assertThat(fault.mayHaveRun()).isTrue();

      server.resume();
      await().until(() -> session.told().changes().contains(Told.RECONNECTED));
      await().ignoreExceptions().until(() -> "1".equals(say(session.backend(), "GET", "n")));
      assertThat(say(session.backend(), "ECHO", "own answer")).isEqualTo("own answer");
      assertThat(say(session.backend(), "GET", "n")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void submit_serverFrozen_failsInTimeWithTheFaultItself(ServerOrigin origin) throws Exception {
    try (Session session = origin.brief(server)) {
      server.pause();
      long start = System.nanoTime();
      List<CompletionStage<@Nullable Object>> stages =
          List.of(
              session.backend().submit(Command.of("INCR", "n")),
              session.backend().submitAll(List.of(Command.of("INCR", "n"))).get(0));
      List<BackendFault> faults = new ArrayList<>();
      for (CompletionStage<@Nullable Object> stage : stages) {
        faults.add(faultOf(stage));
      }
      assertThat(faults).allMatch(Talk::mayHaveRun);
      // The first whose time is up costs the connection, and that ends the other.
      assertThat(faults).anyMatch(fault -> fault.getMessage().contains(IN_TIME));
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(Origin.BRIEF.toMillis());
    }
  }

  @Test
  void commands_underWayWhenTheServerDies_onOwnClientEndAtOnce() throws Exception {
    LettuceConnector patient =
        LettuceConnector.of(server.uri()).withCommandTimeout(Duration.ofMinutes(1));
    try (Backend backend = patient.connect(new Told())) {
      server.pause();
      List<CompletionStage<@Nullable Object>> commands =
          backend.submitAll(List.of(Command.of("INCR", "n"), Command.of("INCR", "n")));
      server.kill();
      for (CompletionStage<@Nullable Object> command : commands) {
        assertThat(mayHaveRun(faultOf(command))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void commandConnection_killedByTheServer_comesBack(ServerOrigin origin) {
    try (Session session = origin.patient(server)) {
      say(session.backend(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no");
      await()
          .until(
              () -> session.told().changes().equals(List.of(Told.DISCONNECTED, Told.RECONNECTED)));
      assertThat(say(session.backend(), "PING")).isEqualTo("PONG");
    }
  }

  @ParameterizedTest
  @EnumSource
  void lateReply_ofACommandGivenUp_isNotTakenForAnothers(ServerOrigin origin) throws Exception {
    try (Session session = origin.brief(server)) {
      Object connection = say(session.backend(), "CLIENT", "ID");
      CompletionStage<@Nullable Object> inTime = session.backend().submit(busyFor(700));
      // the server answers together what it reads together
      await().pollDelay(Duration.ofMillis(100)).until(() -> true);
      CompletionStage<@Nullable Object> tooLate = session.backend().submit(busyFor(2_200));
      assertThat(text(get(inTime))).isEqualTo("late");
      assertThat(mayHaveRun(faultOf(tooLate))).isTrue();
      for (int i = 0; i < 100; i++) {
        assertThat(say(session.backend(), "ECHO", "own" + i)).isEqualTo("own" + i);
      }
      // a server that answers something is not given up
      assertThat(say(session.backend(), "CLIENT", "ID")).isEqualTo(connection);
    }
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static Command busyFor(int millis) {
    return Command.of("EVAL", BUSY, "0", String.valueOf(millis));
  }

  private static String read(String resource) {
    try (InputStream in = FailureTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
