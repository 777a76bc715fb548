package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.SILENCE;
import static dev.baton.internal.runtime.ScriptedBackend.argument;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.BackendException.Outcome;
import dev.baton.Lease;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lock that goes back to the server while others wait here. */
class CohortRejoinTest extends CohortCase {

  @Test
  void rejoin_granted_isTheNextOnesHere() {
    Lease first = take();
    List<CompletableFuture<Lease>> waiting = want(2);
    turnOver();
    release(first);
    Lease second = of(waiting.get(0));

    assertThat(second.isHeld()).isTrue();
    assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    assertThat(second.ownerToken()).isNotEqualTo(first.ownerToken());
    assertThat(waiting.get(1)).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN");
    release(second);
    release(of(waiting.get(1)));
    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN", "RELEASE");
  }

  @Test
  void rejoin_any_tellsTheOldValueTheLastFenceAndANewRequest() {
    Lease first = take();
    List<CompletableFuture<Lease>> waiting = want(2);
    release(first);
    Lease second = of(waiting.get(0));
    turnOver();
    release(second);
    var rejoin = backend.commands("REJOIN").get(0);

    assertThat(argument(rejoin, "value")).isEqualTo(second.ownerToken());
    assertThat(argument(rejoin, "used")).isEqualTo("" + second.fencingToken());
    assertThat(second.ownerToken()).doesNotContain(argument(rejoin, "request"));
    assertThat(of(waiting.get(1)).fencingToken()).isEqualTo(second.fencingToken() + 1);
  }

  @Test
  void rejoin_queued_isTheNextOnesHereWhenTheGrantIsPushed() {
    Lease first = take();
    List<CompletableFuture<Lease>> waiting = want(2);
    turnOver();
    backend.on("REJOIN", command -> backend.queued(HOLDER));
    release(first);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    assertThat(engine.services().inbox().size()).isEqualTo(1);

    backend.pushGrant(backend.lastRequest("REJOIN"), 700, 0);
    assertThat(of(waiting.get(0)).fencingToken()).isEqualTo(700);
    assertThat(engine.services().inbox().size()).isZero();
    release(of(waiting.get(0)));
    assertThat(of(waiting.get(1)).fencingToken()).isEqualTo(701);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN");
  }

  @Test
  void rejoin_whileTheSlotMoves_freesTheLockAndAsksAgainUntilItIsThere() {
    Lease first = take();
    List<CompletableFuture<Lease>> waiting = want(2);
    turnOver();
    ServerError moving = new ServerError("TRYAGAIN Multiple keys request");
    backend.on(
        "REJOIN",
        command -> {
          throw moving;
        });
    backend.on("FREE", words("RELEASED"));
    backend.on(
        "ACQUIRE",
        command -> {
          backend.on("ACQUIRE", backend::granted);
          throw moving;
        });
    release(first);
    clock.goOn();

    assertThat(Eventually.resultOf(waiting.get(0)).isHeld()).isTrue();
    assertThat(backend.operations())
        .containsExactly("ACQUIRE", "REJOIN", "FREE", "ACQUIRE", "ACQUIRE");
  }

  @Test
  void rejoin_grantPushedBeforeTheReplyIsHeard_isNotMissed() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    turnOver();
    CompletableFuture<@Nullable Object> reply = backend.hold("REJOIN");
    CompletionStage<ReleaseOutcome> released = first.releaseAsync();
    Object queued = backend.queued(HOLDER);
    clock.advance(Duration.ofMillis(1));
    backend.pushGrant(backend.lastRequest("REJOIN"), 700, 0);
    assertThat(waiter).isNotDone();

    reply.complete(queued);
    assertThat(of(waiter).fencingToken()).isEqualTo(700);
    assertThat(Eventually.resultOf(released)).isEqualTo(ReleaseOutcome.RELEASED);
  }

  @ParameterizedTest
  @CsvSource({"DELETED", "OVERWRITTEN"})
  void rejoin_notOurs_isLostToTheLastAndAskedForAgain(LossReason how) {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    turnOver();
    backend.on("REJOIN", words(how.name(), "them"));

    assertThat(first.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(Eventually.resultOf(first.lost())).isEqualTo(how);
    assertThat(of(waiter).fencingToken()).isGreaterThan(first.fencingToken());
    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN", "ACQUIRE");
    assertThat(backend.lastRequest("ACQUIRE")).isEqualTo(backend.lastRequest("REJOIN"));
  }

  @Test
  void rejoin_replyLost_isUnknownToTheLastAndAskedForAgainByTheSameRequest() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    turnOver();
    cut("REJOIN");

    assertThat(Eventually.failureOf(first.releaseAsync()))
        .isInstanceOfSatisfying(
            BackendException.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN));
    assertThat(Eventually.resultOf(waiter).isHeld()).isTrue();
    Eventually.awaitTrue(() -> backend.operations().contains("RELEASE"));
    assertThat(argument(backend.commands("RELEASE").get(0), "value")).isEqualTo(first.ownerToken());
    assertThat(backend.lastRequest("ACQUIRE")).isEqualTo(backend.lastRequest("REJOIN"));
  }

  @Test
  void rejoin_neverSent_isNotDoneToTheLastAndGoesOnInTheBackground() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    turnOver();
    backend.on(
        "REJOIN",
        command -> {
          throw new ConnectionFault("not connected", false, null);
        });

    assertThat(Eventually.failureOf(first.releaseAsync()))
        .isInstanceOfSatisfying(
            BackendException.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.NOT_DONE));
    assertThat(Eventually.resultOf(waiter).isHeld()).isTrue();
    Eventually.awaitTrue(() -> backend.operations().contains("RELEASE"));
  }

  @Test
  void rejoin_refusedForGood_failsTheLastAndAllWhoWait() {
    Lease first = take();
    List<CompletableFuture<Lease>> waiting = want(2);
    turnOver();
    backend.on(
        "REJOIN",
        command -> {
          throw new ServerError("NOPERM no");
        });

    assertThat(Eventually.failureOf(first.releaseAsync())).isInstanceOf(BackendException.class);
    for (CompletableFuture<Lease> waiter : waiting) {
      assertThat(Eventually.failureOf(waiter))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining("NOPERM");
    }
    assertThat(engine.cohorts().size()).isZero();
    assertThat(engine.services().inbox().size()).isZero();
  }

  @Test
  void rejoin_malformedReply_failsTheLastAndAllWhoWait() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    turnOver();
    backend.on("REJOIN", words("WHAT"));

    assertThat(Eventually.failureOf(first.releaseAsync()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Eventually.failureOf(waiter)).isInstanceOf(IllegalStateException.class);
    assertThat(engine.cohorts().size()).isZero();
  }

  @Test
  void rejoin_nobodyLeftWhenItIsGranted_isGivenBack() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    turnOver();
    CompletableFuture<@Nullable Object> reply = backend.hold("REJOIN");
    first.releaseAsync();
    waiter.cancel(false);
    reply.complete(words("GRANTED", 900L, backend.serverMicros(), 0L));

    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN", "RELEASE");
    assertThat(argument(backend.commands("RELEASE").get(0), "value")).endsWith("#900");
    assertThat(engine.cohorts().size()).isZero();
  }

  @Test
  void rejoin_nobodyLeftWhenItIsQueued_isCancelledOnce() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    turnOver();
    CompletableFuture<@Nullable Object> reply = backend.hold("REJOIN");
    first.releaseAsync();
    waiter.cancel(false);
    reply.complete(backend.queued(HOLDER));

    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN", "CANCEL");
    assertThat(backend.lastRequest("CANCEL")).isEqualTo(backend.lastRequest("REJOIN"));
    assertThat(engine.services().inbox().size()).isZero();
    assertThat(engine.cohorts().size()).isZero();
  }

  @Test
  void rejoin_unansweredAndAWaiterOfShortPatience_endsNamingNoHolder() {
    Lease first = take();
    CompletableFuture<Lease> waiter =
        lock.acquireAsync(Duration.ofSeconds(1)).toCompletableFuture();
    turnOver();
    backend.on("REJOIN", SILENCE);
    first.releaseAsync();
    clock.advance(Duration.ofSeconds(1));

    assertThat(Eventually.failureOf(waiter)).isInstanceOf(LockTimeoutException.class);
  }

  /** From now on it is another process's turn. */
  private void turnOver() {
    clock.advance(Duration.ofMillis(100));
  }
}
