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
 * server. An adapter begins with {@link RedisBackendContract}, then come {@link NodeContract},
 * {@link ClusterBackendContract} and {@link TlsContract}. After these come the conformance tests,
 * which are about locks.
 *
 * @param <S> the server
 */
@Execution(ExecutionMode.CONCURRENT)
public abstract class BackendContract<S> {
  private Host<S> host;

  /** One for each test. */
  protected BackendContract() {}

  /**
   * A server of one test, and what others than the backend see and do there.
   *
   * @param <S> the server
   */
  public interface Host<S> extends AutoCloseable {

    /**
     * Where the backend leads.
     *
     * @return the server
     */
    S server();

    /** Ends the server, in order. */
    void stop();

    /** Ends the server at once. */
    void kill();

    /** Starts the server again. What it had is gone. */
    void restart();

    /** Freezes the server. */
    void pause();

    /** Lets the server go on. */
    void resume();

    /**
     * What anybody else is answered.
     *
     * @param words a command
     * @return the reply, with strings for bytes
     */
    @Nullable Object send(String... words);

    /**
     * The connections of the backend.
     *
     * @return how many
     */
    long connections();

    /**
     * Which connection the commands of a backend go through.
     *
     * @param backend the backend
     * @return another one for another connection
     */
    @Nullable Object connection(Backend backend);

    /**
     * Sends a command that stays under way.
     *
     * @param backend whereby
     * @return its reply
     */
    CompletionStage<@Nullable Object> submitUnanswered(Backend backend);

    /**
     * Whether the server has such a command.
     *
     * @return whether it has
     */
    boolean isUnanswered();

    /** Has it answered. */
    void answer();

    /** Ends the connections for messages. */
    void cutPushes();

    /**
     * Forbids all channels but some.
     *
     * @param channels those that are allowed
     */
    void allowOnly(String... channels);

    /** Ends the server for good. */
    @Override
    void close();
  }

  /**
   * Starts a server.
   *
   * @return the server
   */
  protected abstract Host<S> host();

  @BeforeEach
  void start() {
    host = host();
  }

  @AfterEach
  void stop() {
    host.close();
  }

  /** Sends a command that stays under way, and waits until it has reached the server. */
  private CompletionStage<@Nullable Object> underWay(Backend backend) {
    CompletionStage<@Nullable Object> reply = host.submitUnanswered(backend);
    await().until(() -> host.isUnanswered());
    return reply;
  }

  // replies

  @ParameterizedTest
  @MethodSource("origins")
  void errorReply_isServerError_andConnectionStaysUsable(Origin<S> origin) throws Exception {
    try (Session session = origin.patient(host.server())) {
      Object before = host.connection(session.backend());
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
      assertThat(get(session.backend().submit(Command.of("ECHO", "still"))))
          .isEqualTo(bytes("still"));
      assertThat(host.connection(session.backend())).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void submitAll_ofGoodAndBadCommands_answersEachInOrder(Origin<S> origin) throws Exception {
    try (Session session = origin.patient(host.server())) {
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
  void manyThreads_onOneConnection_getTheirOwnAnswers(Origin<S> origin) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try (Session session = origin.patient(host.server())) {
      Object connection = host.connection(session.backend());
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
      assertThat(host.connection(session.backend())).isEqualTo(connection);
      assertThat(host.connections()).isEqualTo(1);
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void interrupt_isKept_andDoesNotDisturbTheCommand(Origin<S> origin) {
    try (Session session = origin.patient(host.server())) {
      Thread.currentThread().interrupt();
      assertThat(say(session.backend(), "ECHO", "still")).isEqualTo("still");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void threadThatBringsAnswersOrMessages_mayNotWait(Origin<S> origin) throws Exception {
    try (Session session = origin.patient(host.server())) {
      Backend backend = session.backend();
      CompletableFuture<@Nullable Object> answered = new CompletableFuture<>();
      CompletableFuture<@Nullable Object> messaged = new CompletableFuture<>();
      underWay(backend).thenRun(() -> answered.complete(backend.mayWait()));
      host.answer();
      assertThat(get(answered)).isEqualTo(false);
      session.told().atMessage(() -> messaged.complete(backend.mayWait()));
      backend.subscribe(bytes("inbox"), true);
      host.send("SPUBLISH", "inbox", "now");
      assertThat(get(messaged)).isEqualTo(false);
      assertThat(backend.mayWait()).isTrue();
    }
  }

  // no reply

  @ParameterizedTest
  @MethodSource("origins")
  void command_whileTheServerIsDown_failsAtOnceAsNotRun(Origin<S> origin) throws Exception {
    try (Session session = origin.patient(host.server())) {
      Backend backend = session.backend();
      host.stop();
      await().until(() -> isRefused(backend));
      Command count = Command.of("INCR", "n");
      assertThat(connectionFault(() -> backend.execute(count)).mayHaveRun()).isFalse();
      assertThat(mayHaveRun(faultOf(backend.submit(count)))).isFalse();
      for (var stage : backend.submitAll(List.of(count, count))) {
        assertThat(mayHaveRun(faultOf(stage))).isFalse();
      }
      assertThat(session.told().changes()).doesNotContain(Told.RECONNECTED);
      host.restart();
      await()
          .until(
              () -> session.told().changes().equals(List.of(Told.DISCONNECTED, Told.RECONNECTED)));
      assertThat(backend.execute(count)).isEqualTo(1L);
      assertThat(host.connections()).isEqualTo(1);
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
  void command_underWayWhenTheServerDies_mayHaveRunAndIsNotSentAgain(Origin<S> origin)
      throws Exception {
    try (Session session = origin.patient(host.server())) {
      CompletionStage<@Nullable Object> reply = underWay(session.backend());
      host.kill();
      host.restart();
      assertThat(mayHaveRun(faultOf(reply))).isTrue();
      await().until(() -> session.told().changes().contains(Told.RECONNECTED));
      assertThat(say(session.backend(), "ECHO", "own answer")).isEqualTo("own answer");
      assertThat(host.isUnanswered()).isFalse();
    }
  }

  // pushes

  private void subscribe(Backend backend) {
    backend.subscribe(bytes("sharded"), true);
    backend.subscribe(bytes("plain"), false);
  }

  private void assertHears(Session session) {
    int before = session.told().messages().size();
    assertThat(host.send("SPUBLISH", "sharded", "one")).isEqualTo(1L);
    assertThat(host.send("PUBLISH", "plain", "two")).isEqualTo(1L);
    await()
        .untilAsserted(
            () ->
                assertThat(session.told().messages().stream().skip(before))
                    .containsExactly("one", "two"));
  }

  private long subscribers(String... question) {
    return (Long) requireNonNull((List<?>) requireNonNull(host.send(question))).get(1);
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
  void message_onEitherKindOfChannel_arrivesOnce(Origin<S> origin) {
    try (Session session = origin.patient(host.server(), this::subscribe)) {
      subscribe(session.backend());
      assertThat(host.send("PUBLISH", "sharded", "to nobody")).isEqualTo(0L);
      assertHears(session);
      say(session.backend(), "PING");
      assertThat(host.connections()).isEqualTo(2);
      assertThat(session.told().changes()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void messages_whileOthersSubscribe_arriveAllAndInOrder(Origin<S> origin) {
    try (Session session = origin.patient(host.server(), this::subscribe)) {
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
  void subscription_serverRestarted_isLostThenRenewedAndMessagesArrive(Origin<S> origin) {
    try (Session session = origin.brief(host.server(), this::subscribe)) {
      host.stop();
      await().until(() -> session.told().changes().contains(Told.LOST));
      connectionFault(() -> session.backend().subscribe(bytes("third"), true));
      host.restart();
      assertRenewed(session);
      assertThat(host.send("SPUBLISH", "third", "never")).isEqualTo(0L);
      await().until(() -> session.told().changes().contains(Told.RECONNECTED));
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscription_connectionKilled_isLostThenRenewedAndMessagesArrive(Origin<S> origin) {
    try (Session session = origin.patient(host.server(), this::subscribe)) {
      host.cutPushes();
      assertRenewed(session);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscription_serverFallsSilent_isCutAndRenewed(Origin<S> origin) {
    try (Session session = origin.brief(host.server(), this::subscribe)) {
      host.pause();
      await().until(() -> session.told().changes().contains(Told.LOST));
      // attempts to reconnect that come to nothing are no further losses
      await().pollDelay(Origin.BRIEF.multipliedBy(2)).until(() -> true);
      host.resume();
      assertRenewed(session);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscription_unconfirmedInTime_isFault_andNotTriedAgain(Origin<S> origin) {
    try (Session session = origin.brief(host.server(), this::subscribe)) {
      host.pause();
      connectionFault(() -> session.backend().subscribe(bytes("late"), true));
      host.resume();
      assertRenewed(session);
      assertThat(host.send("SPUBLISH", "late", "nobody")).isEqualTo(0L);
      session.backend().subscribe(bytes("late"), true);
      assertThat(host.send("SPUBLISH", "late", "now")).isEqualTo(1L);
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void subscription_refused_isServerError_andOthersStay(Origin<S> origin) {
    host.allowOnly("sharded", "plain", "mine");
    try (Session session = origin.patient(host.server(), this::subscribe)) {
      assertThatThrownBy(() -> session.backend().subscribe(bytes("secret"), true))
          .isInstanceOfSatisfying(
              ServerError.class, error -> assertThat(error.code()).isEqualTo("NOPERM"));
      session.backend().subscribe(bytes("mine"), true);
      assertThat(host.send("SPUBLISH", "mine", "zero")).isEqualTo(1L);
      await().until(() -> session.told().messages().equals(List.of("zero")));
      assertHears(session);
      assertThat(session.told().changes()).isEmpty();
    }
  }

  // the end

  @ParameterizedTest
  @MethodSource("origins")
  void close_twice_isFineAndCommandsFailAsNotRun(Origin<S> origin) throws Exception {
    try (Session session = origin.patient(host.server(), this::subscribe)) {
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
  void close_withCommandsUnderWay_failsThem(Origin<S> origin) throws Exception {
    try (Session session = origin.patient(host.server())) {
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
