package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.SILENCE;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Those who leave the line of a process, and those who try once beside those who wait. */
class CohortLeaveTest extends CohortCase {

  @Test
  void cancel_inTheMiddleOfTheLine_leavesTheOthersInOrder() {
    Lease held = take();
    List<CompletableFuture<Lease>> waiting = want(3);
    waiting.get(1).cancel(false);
    release(held);
    release(of(waiting.get(0)));

    assertThat(of(waiting.get(2)).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void timeout_inTheMiddleOfTheLine_leavesTheOthersInOrder() {
    Lease held = take();
    CompletableFuture<Lease> first = want();
    CompletableFuture<Lease> brief = lock.acquireAsync(Duration.ofMillis(5)).toCompletableFuture();
    CompletableFuture<Lease> last = want();

    assertThat(Eventually.failureOf(brief))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining("held by this client");
    release(held);
    release(of(first));
    assertThat(of(last).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void timeout_ofABlockedThread_isEmptyAndAsksNobody() throws Exception {
    Lease held = take();
    CompletableFuture<Lease> waiter = want();
    Blocked<Boolean> brief = Blocked.run(() -> lock.tryAcquire(Duration.ofMillis(5)).isPresent());
    brief.awaitParked();
    clock.advance(
        Duration.ofMillis(5)); // and no more: the lock is passed on for a tenth of a lease

    assertThat(Eventually.resultOf(brief.result())).isFalse();
    release(held);
    assertThat(of(waiter).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void interrupt_ofABlockedThread_endsItsWaitAndLeavesTheOthersInOrder() {
    Lease held = take();
    Blocked<Lease> blocked = Blocked.run(lock::acquire);
    blocked.awaitParked();
    CompletableFuture<Lease> waiter = want();
    blocked.interrupt();

    assertThat(Eventually.failureOf(blocked.result()))
        .isInstanceOf(InterruptedException.class)
        .hasMessageContaining("the lock is not held");
    release(held);
    assertThat(of(waiter).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void interrupt_ofAnUninterruptibleWait_isKeptAndEndsItNot() {
    Lease held = take();
    Blocked<Boolean> blocked =
        Blocked.run(
            () -> {
              lock.asJavaLock().lock();
              return Thread.interrupted();
            });
    blocked.awaitParked();
    blocked.interrupt();
    release(held);

    assertThat(Eventually.resultOf(blocked.result())).isTrue();
  }

  @Test
  void interrupt_ofABlockedThreadInTheServersQueue_cancelsTheAttempt() {
    backend.held(HOLDER);
    Blocked<Lease> blocked = Blocked.run(lock::acquire);
    blocked.awaitParked();
    blocked.interrupt();

    assertThat(Eventually.failureOf(blocked.result())).isInstanceOf(InterruptedException.class);
    Eventually.awaitTrue(() -> backend.operations().contains("CANCEL"));
    assertThat(engine.services().inbox().size()).isZero();
  }

  @Test
  void leave_lastOfSeveralInTheServersQueue_cancelsOnce() {
    backend.held(HOLDER);
    List<CompletableFuture<Lease>> waiting = want(3);
    assertThat(backend.operations()).containsExactly("ACQUIRE");
    waiting.get(0).cancel(false);
    waiting.get(2).cancel(false);
    assertThat(backend.operations()).containsExactly("ACQUIRE");

    waiting.get(1).cancel(false);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "CANCEL");
    assertThat(backend.lastRequest("CANCEL")).isEqualTo(backend.lastRequest("ACQUIRE"));
    assertThat(engine.services().inbox().size()).isZero();
    assertThat(engine.cohorts().size()).isZero();
  }

  @Test
  void leave_thenAGrantIsPushed_isDroppedAndANewWaiterAsksByItself() {
    backend.held(HOLDER);
    want().cancel(false);
    String request = backend.lastRequest("ACQUIRE");
    backend.pushGrant(request, 42, 0);
    CompletableFuture<Lease> next = want();

    assertThat(next).isNotDone();
    assertThat(backend.lastRequest("ACQUIRE")).isNotEqualTo(request);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "CANCEL", "ACQUIRE");
  }

  @Test
  void leave_whileTheServerIsAsked_givesBackWhatIsGranted() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> waiter = want();
    waiter.cancel(false);
    assertThat(backend.operations()).containsExactly("ACQUIRE");
    reply.complete(words("GRANTED", 42L, backend.serverMicros(), 0L));

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
    assertThat(engine.cohorts().size()).isZero();
  }

  @Test
  void leave_whileTheServerIsAskedAndAnotherComes_isThatOnes() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    want().cancel(false);
    CompletableFuture<Lease> other = want();
    reply.complete(words("GRANTED", 42L, backend.serverMicros(), 0L));

    assertThat(of(other).fencingToken()).isEqualTo(42);
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void arrivals_whileTheServerIsAsked_shareTheAttempt() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    List<CompletableFuture<Lease>> waiting = want(3);
    reply.complete(words("GRANTED", 42L, backend.serverMicros(), 0L));

    assertThat(of(waiting.get(0)).fencingToken()).isEqualTo(42);
    release(of(waiting.get(0)));
    assertThat(of(waiting.get(1)).isHeld()).isTrue();
    release(of(waiting.get(1)));
    assertThat(of(waiting.get(2)).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN");
  }

  @Test
  void tryOnce_whileTheServerIsAsked_isBusyOnceThatIsQueued() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> waiter = want();
    CompletableFuture<Lease> once = tryOnce();
    assertThat(once).isNotDone();
    reply.complete(backend.queued(HOLDER));

    assertThat(Eventually.failureOf(once))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining(SHOWN);
    assertThat(waiter).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void tryOnce_whileTheServerIsAsked_isBusyOnceAnotherHereHasIt() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> waiter = want();
    CompletableFuture<Lease> once = tryOnce();
    reply.complete(words("GRANTED", 42L, backend.serverMicros(), 0L));

    assertThat(of(waiter).isHeld()).isTrue();
    assertThat(Eventually.failureOf(once)).isInstanceOf(LockTimeoutException.class);
  }

  @Test
  void tryOnce_firstAndBusy_endsWhileThoseWhoCameLaterQueue() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> once = tryOnce();
    CompletableFuture<Lease> waiter = want();
    backend.held(HOLDER);
    reply.complete(words("HELD", 20_000L, HOLDER));

    assertThat(Eventually.failureOf(once)).isInstanceOf(LockTimeoutException.class);
    assertThat(waiter).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
    assertThat(backend.commands("ACQUIRE").stream().map(ScriptedBackend::waits))
        .containsExactly(false, true);
  }

  @Test
  void tryOnce_cameAfterTheCommandThatFindsItBusy_asksForItself() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> early = tryOnce();
    CompletableFuture<Lease> late = tryOnce();
    backend.on("ACQUIRE", backend::granted);
    reply.complete(words("HELD", 20_000L, HOLDER));

    assertThat(Eventually.failureOf(early)).isInstanceOf(LockTimeoutException.class);
    assertThat(of(late).isHeld()).isTrue();
    assertThat(backend.commands("ACQUIRE").stream().map(ScriptedBackend::waits))
        .containsExactly(false, false);
  }

  @Test
  void tryOnce_cameAfterTheCommandOfOneWhoLeft_asksForItself() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> gone = want();
    CompletableFuture<Lease> once = tryOnce();
    gone.cancel(true);
    backend.on("ACQUIRE", backend::granted);
    reply.complete(backend.queued(HOLDER));

    assertThat(of(once).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
  }

  @Test
  void tryOnce_whileOthersWaitInTheServersQueue_isBusyAndAsksNobody() {
    backend.held(HOLDER);
    CompletableFuture<Lease> waiter = want();
    assertThat(waiter).isNotDone();

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void fault_ofTheFirstAsk_failsAllWhoShareIt() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    List<CompletableFuture<Lease>> waiting = want(2);
    reply.completeExceptionally(new ServerError("NOPERM no"));

    for (CompletableFuture<Lease> waiter : waiting) {
      assertThat(Eventually.failureOf(waiter)).isInstanceOf(BackendException.class);
    }
    assertThat(engine.cohorts().size()).isZero();
  }

  @Test
  void foreignKey_firstAsk_failsAllWhoShareIt() {
    backend.on("ACQUIRE", words("FOREIGN", "hash"));

    assertThatExceptionOfType(LockException.class)
        .isThrownBy(lock::tryAcquire)
        .withMessageContaining("is not a lock");
    assertThat(engine.cohorts().size()).isZero();
  }

  @Test
  void timeout_ofABlockedThreadThatTheServerOwesTheAnswer_endsSoonAndIsEmpty() {
    backend.on("ACQUIRE", SILENCE);
    Blocked<Boolean> blocked = Blocked.run(() -> lock.tryAcquire(Duration.ofMillis(5)).isPresent());
    Eventually.awaitTrue(() -> passesTime(blocked.result()));

    assertThat(Eventually.resultOf(blocked.result())).isFalse();
  }

  private CompletableFuture<Lease> tryOnce() {
    return lock.acquireAsync(Duration.ZERO).toCompletableFuture();
  }

  /** Lets time pass until something is over. */
  private boolean passesTime(CompletableFuture<?> until) {
    clock.advance(Duration.ofMillis(5));
    return until.isDone();
  }
}
