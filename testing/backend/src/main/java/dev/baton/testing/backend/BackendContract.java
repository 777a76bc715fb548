package dev.baton.testing.backend;

import static dev.baton.testing.backend.Talk.bytes;
import static dev.baton.testing.backend.Talk.connectionFault;
import static dev.baton.testing.backend.Talk.faultOf;
import static dev.baton.testing.backend.Talk.get;
import static dev.baton.testing.backend.Talk.mayHaveRun;
import static dev.baton.testing.backend.Talk.say;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link Backend} and {@link dev.baton.spi.BackendListener} promise, as far as it shows on one
 * server. An adapter begins here: its test extends this, with a {@code static
 * Stream<Origin<RedisServer>> origins()} of all its ways to come by a server, then {@link
 * NodeContract}, {@link ClusterBackendContract} and {@link TlsContract}. After these come the
 * conformance tests, which are about locks.
 */
@Execution(ExecutionMode.CONCURRENT)
public abstract class BackendContract {
  private RedisServer server;

  /** One for each test. */
  protected BackendContract() {}

  @BeforeEach
  void start() {
    server = RedisServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** What anybody else is answered. */
  private @Nullable Object other(String... words) {
    try (RespConnection other = new RespConnection("127.0.0.1", server.port())) {
      return other.send(words);
    }
  }

  /** Those of the backend: the one that asks is no other. */
  private long connections() {
    return ("" + other("CLIENT", "LIST")).lines().count() - 1;
  }

  /** Sends a command that stays under way, and waits until it has reached the server. */
  private CompletionStage<@Nullable Object> underWay(Backend backend) {
    CompletionStage<@Nullable Object> reply = backend.submit(Command.of("BLPOP", "list", "0"));
    await().until(() -> isSomebodyBlocked());
    return reply;
  }

  private boolean isSomebodyBlocked() {
    return ("" + other("INFO", "clients")).contains("blocked_clients:1");
  }

  // replies

  @ParameterizedTest
  @MethodSource("origins")
  void errorReply_isServerError_andConnectionStaysUsable(Origin<RedisServer> origin)
      throws Exception {
    try (Session session = origin.patient(server)) {
      Object before = say(session.backend(), "CLIENT", "ID");
      assertThatThrownBy(() -> say(session.backend(), "EVALSHA", "0".repeat(40), "0"))
          .isInstanceOfSatisfying(
              ServerError.class,
              error -> {
                assertThat(error.code()).isEqualTo("NOSCRIPT");
                assertThat(error.message())
                    .isEqualTo("NOSCRIPT No matching script. Please use EVAL.");
              });
      CompletableFuture<@Nullable Throwable> itself = new CompletableFuture<>();
      session
          .backend()
          .submit(Command.of("NOSUCH"))
          .whenComplete((reply, fault) -> itself.complete(fault));
      assertThat(itself.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ServerError.class)
          .hasMessageContaining("unknown command");
      assertThat(get(session.backend().submit(Command.of("CLIENT", "ID")))).isEqualTo(before);
      assertThat(say(session.backend(), "CLIENT", "ID")).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void submitAll_ofGoodAndBadCommands_answersEachInOrder(Origin<RedisServer> origin)
      throws Exception {
    try (Session session = origin.patient(server)) {
      assertThat(session.backend().submitAll(List.of())).isEmpty();
      List<CompletionStage<@Nullable Object>> replies =
          session
              .backend()
              .submitAll(
                  List.of(
                      Command.of("INCR", "n"),
                      Command.of("NOSUCH"),
                      Command.of("INCR", "n"),
                      Command.of("GET", "nothing")));
      assertThat(get(replies.get(0))).isEqualTo(1L);
      assertThat(faultOf(replies.get(1))).isInstanceOf(ServerError.class);
      assertThat(get(replies.get(2))).isEqualTo(2L);
      assertThat(get(replies.get(3))).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void manyThreads_onOneConnection_getTheirOwnAnswers(Origin<RedisServer> origin) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try (Session session = origin.patient(server)) {
      Object connection = say(session.backend(), "CLIENT", "ID");
      Callable<String> echoes =
          () -> {
            String name = Thread.currentThread().getName();
            for (int i = 0; i < 300; i++) {
              String word = name + "/" + i;
              assertThat(say(session.backend(), "ECHO", word)).isEqualTo(word);
              if (i % 50 == 0) {
                assertThatThrownBy(() -> say(session.backend(), "NO-" + word))
                    .isInstanceOf(ServerError.class)
                    .hasMessageContaining(word);
              }
            }
            return name;
          };
      for (Future<String> done : threads.invokeAll(Collections.nCopies(64, echoes))) {
        done.get();
      }
      assertThat(say(session.backend(), "CLIENT", "ID")).isEqualTo(connection);
      assertThat(connections()).isEqualTo(1);
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void interrupt_isKept_andDoesNotDisturbTheCommand(Origin<RedisServer> origin) {
    try (Session session = origin.patient(server)) {
      Thread.currentThread().interrupt();
      assertThat(say(session.backend(), "ECHO", "still")).isEqualTo("still");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void threadThatBringsAnswersOrMessages_mayNotWait(Origin<RedisServer> origin) throws Exception {
    try (Session session = origin.patient(server)) {
      Backend backend = session.backend();
      CompletableFuture<@Nullable Object> answered = new CompletableFuture<>();
      CompletableFuture<@Nullable Object> messaged = new CompletableFuture<>();
      underWay(backend).thenRun(() -> answered.complete(backend.mayWait()));
      other("RPUSH", "list", "now");
      assertThat(get(answered)).isEqualTo(false);
      session.told().atMessage(() -> messaged.complete(backend.mayWait()));
      backend.subscribe(bytes("inbox"), true);
      other("SPUBLISH", "inbox", "now");
      assertThat(get(messaged)).isEqualTo(false);
      assertThat(backend.mayWait()).isTrue();
    }
  }

  // no reply

  @ParameterizedTest
  @MethodSource("origins")
  void command_whileTheServerIsDown_failsAtOnceAsNotRun(Origin<RedisServer> origin)
      throws Exception {
    try (Session session = origin.patient(server)) {
      Backend backend = session.backend();
      server.stop();
      await().until(() -> isRefused(backend));
      Command count = Command.of("INCR", "n");
      assertThat(connectionFault(() -> backend.execute(count)).mayHaveRun()).isFalse();
      assertThat(mayHaveRun(faultOf(backend.submit(count)))).isFalse();
      for (var stage : backend.submitAll(List.of(count, count))) {
        assertThat(mayHaveRun(faultOf(stage))).isFalse();
      }
      assertThat(session.told().changes()).doesNotContain(Told.RECONNECTED);
      server.restart();
      await()
          .until(
              () -> session.told().changes().equals(List.of(Told.DISCONNECTED, Told.RECONNECTED)));
      assertThat(backend.execute(count)).isEqualTo(1L);
      assertThat(connections()).isEqualTo(1);
    }
  }

  /**
   * Whether a command that is sent now fails as not run. One that was sent before the end of the
   * connection was noticed may be awaited for as long as a command may take, which is not done.
   */
  private static boolean isRefused(Backend backend) throws Exception {
    try {
      backend.submit(Command.of("PING")).toCompletableFuture().get(1, TimeUnit.SECONDS);
      return false;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return !mayHaveRun((BackendFault) e.getCause());
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void command_underWayWhenTheServerDies_mayHaveRunAndIsNotSentAgain(Origin<RedisServer> origin)
      throws Exception {
    try (Session session = origin.patient(server)) {
      CompletionStage<@Nullable Object> reply = underWay(session.backend());
      server.kill();
      server.restart();
      assertThat(mayHaveRun(faultOf(reply))).isTrue();
      await().until(() -> session.told().changes().contains(Told.RECONNECTED));
      assertThat(say(session.backend(), "ECHO", "own answer")).isEqualTo("own answer");
      assertThat(isSomebodyBlocked()).isFalse();
    }
  }

  // pushes

  private void subscribe(Backend backend) {
    backend.subscribe(bytes("sharded"), true);
    backend.subscribe(bytes("plain"), false);
  }

  private void assertHears(Session session) {
    int before = session.told().messages().size();
    assertThat(other("SPUBLISH", "sharded", "one")).isEqualTo(1L);
    assertThat(other("PUBLISH", "plain", "two")).isEqualTo(1L);
    await()
        .untilAsserted(
            () ->
                assertThat(session.told().messages().stream().skip(before))
                    .containsExactly("one", "two"));
  }

  private long subscribers(String... question) {
    return (Long) requireNonNull((List<?>) requireNonNull(other(question))).get(1);
  }

  private void assertRenewed(Session session) {
    await().until(() -> session.told().losses().contains(Told.RESUBSCRIBED));
    // The server may yet have to notice that the connection before was cut.
    await().until(() -> subscribers("PUBSUB", "SHARDNUMSUB", "sharded") == 1);
    await().until(() -> subscribers("PUBSUB", "NUMSUB", "plain") == 1);
    assertHears(session);
    assertThat(session.told().losses()).containsExactly(Told.LOST, Told.RESUBSCRIBED);
  }

  @ParameterizedTest
  @MethodSource("origins")
  void message_onEitherKindOfChannel_arrivesOnce(Origin<RedisServer> origin) {
    try (Session session = origin.patient(server, this::subscribe)) {
      subscribe(session.backend());
      assertThat(other("PUBLISH", "sharded", "to nobody")).isEqualTo(0L);
      assertHears(session);
      say(session.backend(), "PING");
      assertThat(connections()).isEqualTo(2);
      assertThat(session.told().changes()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void messages_whileOthersSubscribe_arriveAllAndInOrder(Origin<RedisServer> origin) {
    try (Session session = origin.patient(server, this::subscribe)) {
      List<String> sent = IntStream.range(0, 500).mapToObj(String::valueOf).toList();
      for (String message : sent) {
        session.backend().submit(Command.of("SPUBLISH", "sharded", message));
        if (message.endsWith("0")) {
          session.backend().subscribe(bytes("more" + message), true);
        }
      }
      await().untilAsserted(() -> assertThat(session.told().messages()).isEqualTo(sent));
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscription_serverRestarted_isLostThenRenewedAndMessagesArrive(Origin<RedisServer> origin) {
    try (Session session = origin.brief(server, this::subscribe)) {
      server.stop();
      await().until(() -> session.told().changes().contains(Told.LOST));
      connectionFault(() -> session.backend().subscribe(bytes("third"), true));
      server.restart();
      assertRenewed(session);
      assertThat(other("SPUBLISH", "third", "never")).isEqualTo(0L);
      await().until(() -> session.told().changes().contains(Told.RECONNECTED));
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscription_connectionKilled_isLostThenRenewedAndMessagesArrive(
      Origin<RedisServer> origin) {
    try (Session session = origin.patient(server, this::subscribe)) {
      other("CLIENT", "KILL", "TYPE", "pubsub");
      assertRenewed(session);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscription_serverFallsSilent_isCutAndRenewed(Origin<RedisServer> origin) {
    try (Session session = origin.brief(server, this::subscribe)) {
      server.pause();
      await().until(() -> session.told().changes().contains(Told.LOST));
      // attempts to reconnect that come to nothing are no further losses
      await().pollDelay(Origin.BRIEF.multipliedBy(2)).until(() -> true);
      server.resume();
      assertRenewed(session);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscription_unconfirmedInTime_isFault_andNotTriedAgain(Origin<RedisServer> origin) {
    try (Session session = origin.brief(server, this::subscribe)) {
      server.pause();
      connectionFault(() -> session.backend().subscribe(bytes("late"), true));
      server.resume();
      assertRenewed(session);
      assertThat(other("SPUBLISH", "late", "nobody")).isEqualTo(0L);
      session.backend().subscribe(bytes("late"), true);
      assertThat(other("SPUBLISH", "late", "now")).isEqualTo(1L);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscription_refused_isServerError_andOthersStay(Origin<RedisServer> origin) {
    other("ACL", "SETUSER", "default", "resetchannels", "&sharded", "&plain", "&mine");
    try (Session session = origin.patient(server, this::subscribe)) {
      assertThatThrownBy(() -> session.backend().subscribe(bytes("secret"), true))
          .isInstanceOfSatisfying(
              ServerError.class, error -> assertThat(error.code()).isEqualTo("NOPERM"));
      session.backend().subscribe(bytes("mine"), true);
      assertThat(other("SPUBLISH", "mine", "zero")).isEqualTo(1L);
      await().until(() -> session.told().messages().equals(List.of("zero")));
      assertHears(session);
      assertThat(session.told().changes()).isEmpty();
    }
  }

  // the end

  @ParameterizedTest
  @MethodSource("origins")
  void close_twice_isFineAndCommandsFailAsNotRun(Origin<RedisServer> origin) throws Exception {
    try (Session session = origin.patient(server, this::subscribe)) {
      Backend backend = session.backend();
      backend.close();
      backend.close();
      assertThat(connectionFault(() -> say(backend, "PING")).mayHaveRun()).isFalse();
      assertThat(mayHaveRun(faultOf(backend.submit(Command.of("PING"))))).isFalse();
      assertThat(connectionFault(() -> backend.subscribe(bytes("d"), true)).mayHaveRun()).isFalse();
      assertThat(session.told().changes()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void close_withCommandsUnderWay_failsThem(Origin<RedisServer> origin) throws Exception {
    try (Session session = origin.patient(server)) {
      Backend backend = session.backend();
      CompletionStage<@Nullable Object> submitted = underWay(backend);
      CompletableFuture<ConnectionFault> executed =
          CompletableFuture.supplyAsync(() -> connectionFault(() -> say(backend, "INCR", "n")));
      backend.close();
      assertThat(mayHaveRun(faultOf(submitted))).isTrue();
      assertThat(executed.get(30, TimeUnit.SECONDS)).isNotNull();
    }
  }
}
