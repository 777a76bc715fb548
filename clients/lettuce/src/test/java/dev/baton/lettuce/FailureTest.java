package dev.baton.lettuce;

import static dev.baton.lettuce.Talk.connectionFault;
import static dev.baton.lettuce.Talk.faultOf;
import static dev.baton.lettuce.Talk.get;
import static dev.baton.lettuce.Talk.say;
import static dev.baton.lettuce.Talk.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.lettuce.Session.Origin;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
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

  /** Far from any timeout of Lettuce's, and enough for a busy machine. */
  private static final long MUCH_LATER = 30_000;

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
  void execute_serverFrozen_failsInTimeAndRunsOnceWhenItGoesOn(Origin origin) {
    try (Session session = Session.open(origin, server)) {
      say(session.backend(), "SET", "n", "0");
      server.pause();
      long start = System.nanoTime();
      ConnectionFault fault = connectionFault(() -> say(session.backend(), "INCR", "n"));
      assertThat(millisSince(start)).isBetween(Session.TIMEOUT.toMillis(), MUCH_LATER);
      assertThat(fault.mayHaveRun()).isTrue();

      server.resume();
      await().until(() -> session.events().changes().contains(Events.RECONNECTED));
      await().ignoreExceptions().until(() -> "1".equals(say(session.backend(), "GET", "n")));
      assertThat(say(session.backend(), "ECHO", "own answer")).isEqualTo("own answer");
      assertThat(say(session.backend(), "GET", "n")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void submit_serverFrozen_failsInTimeWithTheFaultItself(Origin origin) throws Exception {
    try (Session session = Session.open(origin, server)) {
      server.pause();
      long start = System.nanoTime();
      List<CompletionStage<@Nullable Object>> stages =
          List.of(
              session.backend().submit(Command.of("INCR", "n")),
              session.backend().submitAll(List.of(Command.of("INCR", "n"))).get(0));
      for (CompletionStage<@Nullable Object> stage : stages) {
        assertThat(mayHaveRun(faultOf(stage))).isTrue();
      }
      assertThat(millisSince(start)).isBetween(Session.TIMEOUT.toMillis(), MUCH_LATER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void command_underWayWhenTheServerDies_mayHaveRunAndIsNotSentAgain(Origin origin)
      throws Exception {
    try (Session session = Session.open(origin, server)) {
      server.pause();
      CompletionStage<@Nullable Object> single = session.backend().submit(Command.of("INCR", "n"));
      List<CompletionStage<@Nullable Object>> batch =
          session.backend().submitAll(List.of(Command.of("INCR", "n"), Command.of("INCR", "n")));
      server.kill();
      server.restart();
      await().until(() -> session.events().changes().contains(Events.RECONNECTED));

      assertThat(mayHaveRun(faultOf(single))).isTrue();
      assertThat(mayHaveRun(faultOf(batch.get(0)))).isTrue();
      assertThat(mayHaveRun(faultOf(batch.get(1)))).isTrue();
      assertThat(say(session.backend(), "ECHO", "own answer")).isEqualTo("own answer");
      assertThat(say(session.backend(), "EXISTS", "n")).isEqualTo(0L);
    }
  }

  @Test
  void commands_underWayWhenTheServerDies_onOwnClientEndAtOnce() throws Exception {
    LettuceConnector patient =
        LettuceConnector.of(server.uri()).withCommandTimeout(Duration.ofMinutes(1));
    try (Backend backend = patient.connect(new Events())) {
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
  void command_whileTheServerIsDown_failsAtOnceAsNotRun(Origin origin) throws Exception {
    try (Session session = Session.patient(origin, server)) {
      server.stop();
      await().until(() -> !connectionFault(() -> say(session.backend(), "PING")).mayHaveRun());

      long start = System.nanoTime();
      assertThat(connectionFault(() -> say(session.backend(), "INCR", "n")).mayHaveRun()).isFalse();
      assertThat(mayHaveRun(faultOf(session.backend().submit(Command.of("INCR", "n"))))).isFalse();
      assertThat(
              mayHaveRun(
                  faultOf(session.backend().submitAll(List.of(Command.of("INCR", "n"))).get(0))))
          .isFalse();
      assertThat(millisSince(start)).isLessThan(MUCH_LATER);

      server.restart();
      await().until(() -> session.events().changes().contains(Events.RECONNECTED));
      assertThat(say(session.backend(), "EXISTS", "n")).isEqualTo(0L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void commandConnection_killedByTheServer_comesBack(Origin origin) {
    try (Session session = Session.patient(origin, server)) {
      say(session.backend(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no");
      await().until(() -> session.events().changes().equals(List.of(Events.RECONNECTED)));
      assertThat(say(session.backend(), "PING")).isEqualTo("PONG");
    }
  }

  @ParameterizedTest
  @EnumSource
  void lateReply_ofACommandGivenUp_isNotTakenForAnothers(Origin origin) throws Exception {
    try (Session session = Session.open(origin, server)) {
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

  private static boolean mayHaveRun(BackendFault fault) {
    assertThat(fault).isInstanceOf(ConnectionFault.class);
    return ((ConnectionFault) fault).mayHaveRun();
  }
}
