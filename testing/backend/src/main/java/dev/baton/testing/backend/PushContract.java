package dev.baton.testing.backend;

import static dev.baton.testing.backend.Talk.bytes;
import static dev.baton.testing.backend.Talk.connectionFault;
import static dev.baton.testing.backend.Talk.say;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link Backend} and {@link dev.baton.spi.BackendListener} promise of messages: the first
 * part of the {@link BackendContract}, which is one with it for adapters.
 *
 * @param <S> the server
 */
@Execution(ExecutionMode.CONCURRENT)
abstract class PushContract<S> {
  Host<S> host;

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
  final CompletionStage<@Nullable Object> underWay(Backend backend) {
    CompletionStage<@Nullable Object> reply = host.submitUnanswered(backend);
    await().until(() -> host.isUnanswered());
    return reply;
  }

  final void subscribe(Backend backend) {
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
}
