package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.BackendException;
import dev.baton.BackendException.Outcome;
import dev.baton.Lease;
import dev.baton.LockTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of the time that somebody waits, in the midst of what an attempt does. */
class DeadlineTest extends CohortCase {
  private static final Duration WAIT = Duration.ofSeconds(1);

  @Test
  void granted_afterTheDeadline_isHeldAllTheSame() throws Exception {
    backend.on(
        "ACQUIRE",
        command -> {
          clock.advance(WAIT);
          return backend.granted(command);
        });

    assertThat(lock.acquire(WAIT).isHeld()).isTrue();
  }

  @Test
  void held_timeLeft_joinsTheQueue() {
    backend.held(HOLDER);
    CompletableFuture<Lease> waiter = lock.acquireAsync(WAIT).toCompletableFuture();

    assertThat(waiter).isNotDone();
    assertThat(ScriptedBackend.waits(backend.commands("ACQUIRE").get(0))).isTrue();
  }

  @Test
  void queued_noTimeLeft_givesUpNamingTheHolderAndLeavesTheQueue() {
    backend.on(
        "ACQUIRE",
        command -> {
          clock.advance(WAIT);
          return backend.heldBy(HOLDER, command);
        });

    assertThatExceptionOfType(LockTimeoutException.class)
        .isThrownBy(() -> lock.acquire(WAIT))
        .withMessage("lock \"order:42\" did not come free within 1 s; held by " + SHOWN);
    assertThat(backend.operations()).endsWith("CANCEL");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void silence_untilTheDeadline_isToldUnlessAnAnswerCameSince(boolean answered) {
    backend.held(HOLDER);
    CompletableFuture<Lease> waiter =
        lock.acquireAsync(Duration.ofSeconds(1)).toCompletableFuture();
    cut("ACQUIRE");
    backend.listener().onResubscribed();
    if (answered) {
      backend.held(HOLDER);
      backend.listener().onResubscribed();
    }
    Throwable failure = Eventually.failureOf(waiter);

    if (answered) {
      assertThat(failure).isInstanceOf(LockTimeoutException.class).hasMessageContaining(SHOWN);
    } else {
      assertThat(failure)
          .isInstanceOfSatisfying(
              BackendException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN))
          .hasMessageContaining("ended with the server out of reach");
    }
  }

  @Test
  void deadline_duringACommand_givesUpWithoutBlamingTheServer() {
    backend.held(HOLDER);
    CompletableFuture<Lease> waiter =
        lock.acquireAsync(Duration.ofSeconds(1)).toCompletableFuture();
    backend.on("ACQUIRE", SILENCE);
    backend.listener().onResubscribed();

    assertThat(Eventually.failureOf(waiter))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining(SHOWN);
  }

  @Test
  void freeLock_timeOverBeforeTheAnswer_isGotAllTheSame() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> waiter =
        lock.acquireAsync(Duration.ofNanos(10_000)).toCompletableFuture();
    clock.advance(Duration.ofMillis(1));
    awaitHurried(waiter);
    reply.complete(backend.granted(backend.commands("ACQUIRE").get(0)));

    assertThat(of(waiter).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void heldLock_timeOverBeforeTheAnswer_isBusyAndNoError() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> waiter =
        lock.acquireAsync(Duration.ofNanos(10_000)).toCompletableFuture();
    clock.advance(Duration.ofMillis(1));
    awaitHurried(waiter);
    reply.complete(backend.queued(HOLDER));

    assertThat(Eventually.failureOf(waiter))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining(SHOWN);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "CANCEL");
  }

  @Test
  void silence_shorterThanACommandMayTake_isNoError() {
    backend.on("ACQUIRE", SILENCE);
    CompletableFuture<Lease> waiter =
        lock.acquireAsync(Duration.ofMillis(300)).toCompletableFuture();

    assertThat(Eventually.failureOf(waiter)).isInstanceOf(LockTimeoutException.class);
  }

  @Test
  void holderHere_releasesAsTheTimeEnds_isBusyAndNoError() {
    Lease lease = take(lock);
    CompletableFuture<Lease> waiter =
        lock.acquireAsync(Duration.ofMillis(300)).toCompletableFuture();
    backend.on("REJOIN", SILENCE);
    var unused = lease.releaseAsync();

    assertThat(backend.operations()).contains("REJOIN");
    assertThat(Eventually.failureOf(waiter)).isInstanceOf(LockTimeoutException.class);
  }

  /** The timer has seen that the time is over. */
  private void awaitHurried(CompletableFuture<Lease> waiter) {
    ParkedTimer.drain(engine.services().timer());
    assertThat(waiter).isNotDone();
  }

  @Test
  void holder_seenTwice_isNamedAsSeenLast() {
    backend.held(HOLDER);
    CompletableFuture<Lease> waiter =
        lock.acquireAsync(Duration.ofSeconds(1)).toCompletableFuture();
    backend.held("their\nsecret");
    backend.listener().onResubscribed();

    assertThat(Eventually.failureOf(waiter))
        .hasMessageEndingWith("held by a token of somebody's choice, which inspect() shows");
  }
}
