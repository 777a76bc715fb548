package dev.baton.testing.backend;

import static dev.baton.testing.backend.Talk.bytes;
import static dev.baton.testing.backend.Talk.connectionFault;
import static dev.baton.testing.backend.Talk.faultOf;
import static dev.baton.testing.backend.Talk.get;
import static dev.baton.testing.backend.Talk.mayHaveRun;
import static dev.baton.testing.backend.Talk.say;
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
import org.jspecify.annotations.Nullable;
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
public abstract class BackendContract<S> extends PushContract<S> {
  /** One for each test. */
  protected BackendContract() {}

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
