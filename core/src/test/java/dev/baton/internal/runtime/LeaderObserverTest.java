package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.LeaderObserver;
import dev.baton.LeaderObserver.Leader;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When somebody who looks on asks, and what is told. */
class LeaderObserverTest extends ElectionCase {
  private final List<String> seen = new ArrayList<>();
  private final LeaderObserver observer = engine.observe("boss");

  private void lookOn() {
    observer.onChange(who -> seen.add(who.map(Leader::candidate).orElse("nobody")));
    settle();
  }

  private void led(String candidate, long term) {
    backend.on("LEADER", words("LED", 15_000L, term, 70L, "them#" + term, candidate));
  }

  @Test
  void leader_asked_isOneCommand() {
    assertThat(observer.leader()).isEmpty();
    led("two", 8);
    assertThat(observer.leader()).contains(new Leader("two", "them#8", 8, Duration.ofMillis(70)));
    backend.on("LEADER", words("LED", -1L, 8L, -3L, "them#8", "two"));
    assertThat(observer.leader().orElseThrow().since()).isZero();
    assertThat(backend.operations()).containsOnly("LEADER").hasSize(3);
    assertThat(observer.name()).isEqualTo("boss");
    assertThat(observer).hasToString("LeaderObserver[\"boss\"]");
  }

  @Test
  void leader_serverSilent_isSaid() {
    cut("LEADER");
    assertThatThrownBy(observer::leader).isInstanceOf(BackendException.class);
  }

  @Test
  void leader_onAThreadThatMustNotWait_isRefused() {
    CompletableFuture<Object> thrown = new CompletableFuture<>();
    engine
        .services()
        .timer()
        .soon(
            () -> {
              try {
                observer.leader();
              } catch (RuntimeException e) {
                thrown.complete(e);
              }
            });
    timer.advance(Duration.ZERO);
    assertThat(thrown).isCompletedWithValueMatching(BackendException.class::isInstance);
    assertThat(count("LEADER")).isZero();
  }

  @Test
  void change_pushed_isAskedForAndToldOnce() {
    lookOn();
    assertThat(seen).containsExactly("nobody");
    led("two", 8);
    backend.push("LEADER other");
    backend.push("LEADER boss");
    backend.push("LEADER boss");
    settle();
    assertThat(seen).containsExactly("nobody", "two");
    assertThat(count("LEADER")).isEqualTo(3);
  }

  @Test
  void hints_whileAnAnswerIsAwaited_areAskedForOnceMore() {
    lookOn();
    CompletableFuture<Object> reply = backend.hold("LEADER");
    for (int i = 0; i < 9; i++) {
      backend.push("LEADER boss");
    }
    assertThat(count("LEADER")).isEqualTo(2);
    led("two", 8);
    reply.complete(words("NOBODY"));
    settle();
    assertThat(count("LEADER")).isEqualTo(3);
    assertThat(seen).containsExactly("nobody", "two");
  }

  @Test
  void lease_over_isAskedAgainAndNobodyIsTold() {
    led("two", 8);
    lookOn();
    timer.advance(Duration.ofSeconds(14));
    assertThat(count("LEADER")).isEqualTo(1);
    backend.on("LEADER", words("NOBODY"));
    timer.advance(Duration.ofMillis(1_010));
    settle();
    assertThat(seen).containsExactly("two", "nobody");
  }

  @Test
  void lockHeld_byOneWhoHasNotSaidThatItLeads_isNobodyAfterAWhile() {
    backend.on("LEADER", words("HELD", 15_000L));
    lookOn();
    assertThat(seen).isEmpty();
    timer.advance(Duration.ofSeconds(1));
    settle();
    assertThat(seen).containsExactly("nobody");
    backend.on("LEADER", words("HELD", -1L));
    timer.advance(Duration.ofSeconds(16));
    int asked = count("LEADER");
    timer.advance(Duration.ofHours(1));
    assertThat(count("LEADER")).as("held for ever: told by a push").isEqualTo(asked);
  }

  @Test
  void subscriptions_lost_areMadeUpForByAskingAgain() {
    lookOn();
    led("two", 8);
    backend.listener().onSubscriptionLost();
    backend.listener().onResubscribed();
    settle();
    assertThat(seen).containsExactly("nobody", "two");
  }

  @Test
  void server_silent_isAskedEverySecondAndNothingIsTold() {
    cut("LEADER");
    lookOn();
    timer.advance(Duration.ofSeconds(3));
    assertThat(count("LEADER")).isEqualTo(4);
    assertThat(seen).isEmpty();
    led("two", 8);
    timer.advance(Duration.ofSeconds(1));
    settle();
    assertThat(seen).containsExactly("two");
  }

  @Test
  void channel_notOpened_isAskedEverySecondUntilItIs() {
    backend.onSubscribe(
        () -> {
          throw new ConnectionFault("cut", true, null);
        });
    lookOn();
    assertThat(seen).containsExactly("nobody");
    timer.advance(Duration.ofSeconds(2));
    assertThat(count("LEADER")).isEqualTo(3);
    backend.onSubscribe(() -> {});
    settle();
    timer.advance(Duration.ofSeconds(1));
    int asked = count("LEADER");
    timer.advance(Duration.ofMinutes(1));
    assertThat(count("LEADER")).isEqualTo(asked);
  }

  @Test
  void pushes_forbidden_areNotAskedForAgain() {
    backend.onSubscribe(
        () -> {
          throw new ConnectionFault("forbidden", false, null);
        });
    engine.services().inbox().onForbidden(new ConnectionFault("no", false, null));
    lookOn();
    timer.advance(Duration.ofSeconds(5));
    assertThat(elsewhere).isEmpty();
    assertThat(count("LEADER")).isEqualTo(6);
  }

  @Test
  void closed_asksAndTellsNoMore() {
    lookOn();
    observer.close();
    observer.close();
    led("two", 8);
    backend.push("LEADER boss");
    timer.advance(Duration.ofMinutes(1));
    settle();
    assertThat(seen).containsExactly("nobody");
    assertThat(count("LEADER")).isEqualTo(1);
    assertThat(backend.left).singleElement().asString().startsWith("baton:leader:{");
    assertThat(engine.kept()).isZero();
    assertThatIllegalStateException()
        .isThrownBy(() -> observer.onChange(who -> {}))
        .withMessageContaining("is closed");
  }

  @Test
  void closed_whileAnAnswerIsAwaited_isNotToldOfIt() {
    lookOn();
    CompletableFuture<Object> reply = backend.hold("LEADER");
    backend.push("LEADER boss");
    backend.push("LEADER boss");
    observer.close();
    reply.complete(words("LED", 15_000L, 8L, 70L, "them#8", "two"));
    settle();
    timer.advance(Duration.ofMinutes(1));
    assertThat(seen).containsExactly("nobody");
    assertThat(count("LEADER")).isEqualTo(2);
  }

  @Test
  void callback_thatThrows_doesNotEndTheOthers() {
    observer.onChange(
        who -> {
          throw new IllegalStateException("meant for this test");
        });
    try (LogRecords log = new LogRecords()) {
      lookOn();
      assertThat(log.lines("a callback failed")).hasSize(1);
    }
    led("two", 8);
    backend.push("LEADER boss");
    settle();
    assertThat(seen).containsExactly("nobody", "two");
  }

  @Test
  void two_ofOneName_shareAWatchUntilTheLastIsClosed() {
    lookOn();
    LeaderObserver second = engine.observe("boss");
    second.onChange(who -> seen.add("2 " + who.map(Leader::candidate).orElse("nobody")));
    settle();
    assertThat(seen).containsExactly("nobody", "2 nobody");
    observer.close();
    assertThat(backend.left).isEmpty();
    led("two", 8);
    backend.push("LEADER boss");
    settle();
    assertThat(seen).containsExactly("nobody", "2 nobody", "2 two");
    second.close();
    assertThat(backend.left).hasSize(1);
  }

  @Test
  void name_outOfBounds_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> engine.observe(""));
    assertThatIllegalArgumentException().isThrownBy(() -> engine.elect("", OPTIONS, listener));
  }
}
