package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.SILENCE;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A hold that is lost, runs out or ends with its client, while others wait here. */
class CohortLossTest extends CohortCase {
  private final DistributedLock notRenewed = engine.lock("order:42", NOT_RENEWED);

  @Test
  void loss_foundByARenewal_isTheHoldersAndTheNextOneAsksAgain() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    release(first);
    Lease second = of(waiter);
    CompletableFuture<Lease> third = want();
    backend.on("RENEW", words("DELETED"));
    backend.listener().onReconnected();

    assertThat(Eventually.resultOf(second.lost())).isEqualTo(LossReason.DELETED);
    assertThat(second.isHeld()).isFalse();
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(second::ensureHeld);
    assertThat(Eventually.resultOf(third).fencingToken()).isGreaterThan(second.fencingToken());
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RENEW", "ACQUIRE");
    assertThat(first.lost().toCompletableFuture()).isNotDone();
  }

  @Test
  void loss_foundByTheHoldersOwnRenewal_isToldAndTheNextOneAsksAgain() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    backend.on("RENEW", words("OVERWRITTEN", "them"));

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> first.renew(Duration.ofSeconds(9)))
        .returns(LossReason.OVERWRITTEN, LeaseLostException::reason);
    assertThat(of(waiter).isHeld()).isTrue();
    assertThat(first.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "EVAL RENEW", "ACQUIRE");
  }

  @Test
  void loss_nobodyWaits_isForgotten() {
    Lease first = take();
    backend.on("RENEW", words("DELETED"));
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> first.renew(Duration.ofSeconds(9)));

    assertThat(engine.cohorts().size()).isZero();
    assertThat(engine.cohorts().renewer().holds()).isEmpty();
  }

  @Test
  void release_ranOut_isNotPassedOnButAskedForAndTheOldOneIsSwept() {
    Lease first = take(notRenewed);
    CompletableFuture<Lease> waiter = notRenewed.acquireAsync().toCompletableFuture();
    clock.advance(Duration.ofSeconds(10));
    assertThat(waiter).isNotDone();

    assertThat(first.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(Eventually.resultOf(first.lost())).isEqualTo(LossReason.EXPIRED);
    assertThat(of(waiter).fencingToken()).isGreaterThan(first.fencingToken());
    assertThat(backend.operations()).containsExactlyInAnyOrder("ACQUIRE", "ACQUIRE", "RELEASE");
    assertThat(first.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(backend.commands("RELEASE")).hasSize(1);
  }

  @Test
  void release_ranOutAndNobodyWaits_isLostAndSwept() {
    Lease first = take(notRenewed);
    clock.advance(Duration.ofSeconds(10));

    assertThat(first.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
    assertThat(engine.cohorts().size()).isZero();
  }

  @Test
  void arrival_ranOut_asksTheServerAndTellsTheHolder() {
    Lease first = take(notRenewed);
    clock.advance(Duration.ofSeconds(10));
    Lease second = take(notRenewed);

    assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    assertThat(Eventually.resultOf(first.lost())).isEqualTo(LossReason.EXPIRED);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
    assertThat(first.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(second.isHeld()).isTrue();
  }

  static Stream<Consumer<Lease>> questions() {
    return Stream.of(
        lease -> assertThat(lease.isHeld()).isFalse(),
        lease -> assertThat(lease.remaining()).isZero(),
        lease ->
            assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(lease::ensureHeld)
                .returns(LossReason.EXPIRED, LeaseLostException::reason),
        lease ->
            assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(((HeldLease) lease)::throwIfLost)
                .returns(LossReason.EXPIRED, LeaseLostException::reason),
        lease -> assertThat(lease).asString().contains("over"));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void lateRenewal_holderWasToldThatItIsOver_isLostForGood(Consumer<Lease> asks) {
    Lease lease = take(notRenewed);
    CompletableFuture<@Nullable Object> reply = backend.hold("RENEW");
    CompletionStage<Void> renewal = ((HeldLease) lease).renewAsync(Duration.ofSeconds(20));
    clock.advance(Duration.ofSeconds(10));
    asks.accept(lease);
    reply.complete(words("RENEWED"));

    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.remaining()).isZero();
    assertThat(Eventually.resultOf(lease.lost())).isEqualTo(LossReason.EXPIRED);
    assertThat(Eventually.failureOf(renewal.toCompletableFuture()))
        .isInstanceOf(LeaseLostException.class);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RENEW", "RELEASE");
  }

  @Test
  void lateRenewal_nobodyWasToldThatItIsOver_goesOn() {
    Lease lease = take(notRenewed);
    CompletableFuture<@Nullable Object> reply = backend.hold("RENEW");
    CompletionStage<Void> renewal = ((HeldLease) lease).renewAsync(Duration.ofSeconds(20));
    clock.advance(Duration.ofSeconds(10));
    reply.complete(words("RENEWED"));

    assertThat(renewal.toCompletableFuture()).isCompleted();
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.lost().toCompletableFuture()).isNotDone();
  }

  @Test
  void loss_serverSilentToTheNextOne_thatOneWaitsOn() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    backend.on("RENEW", words("DELETED"));
    backend.on("ACQUIRE", SILENCE);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> first.renew(Duration.ofSeconds(9)));

    assertThat(waiter).isNotDone();
    assertThat(backend.operations()).endsWith("ACQUIRE");
  }

  @Test
  void maxHold_reached_isThatLossAndTheNextOneAsksAgain() {
    LockOptions bounded = LockOptions.defaults().maxHold(Duration.ofSeconds(20));
    DistributedLock shortly = engine.lock("order:42", bounded);
    Lease first = take(shortly);
    CompletableFuture<Lease> waiter = shortly.acquireAsync().toCompletableFuture();
    clock.advance(Duration.ofSeconds(20));

    assertThat(first.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(Eventually.resultOf(first.lost())).isEqualTo(LossReason.MAX_HOLD_REACHED);
    assertThat(of(waiter).isHeld()).isTrue();
  }

  @Test
  void close_holderRenewed_isLostAndThoseWhoWaitEnd() {
    Lease held = take();
    List<CompletableFuture<Lease>> waiting = want(3);
    engine.close();

    assertThat(Eventually.resultOf(held.lost())).isEqualTo(LossReason.CLIENT_CLOSED);
    waiting.forEach(CohortLossTest::assertClosed);
    assertThat(backend.operations()).containsOnlyOnce("ACQUIRE").containsOnlyOnce("RELEASE");
    assertThat(held.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(engine.cohorts().size()).isZero();
  }

  @Test
  void close_holderNotRenewed_thoseWhoWaitEndAndItStaysHeld() {
    Lease held = take(notRenewed);
    CompletableFuture<Lease> waiter = notRenewed.acquireAsync().toCompletableFuture();
    engine.close();

    assertClosed(waiter);
    assertThat(held.isHeld()).isTrue();
    assertThat(held.lost().toCompletableFuture()).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void close_queued_thoseWhoWaitEndAndThePlaceIsLeft() {
    backend.held(HOLDER);
    List<CompletableFuture<Lease>> waiting = want(3);
    engine.close();

    waiting.forEach(CohortLossTest::assertClosed);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "CANCEL");
    assertThat(engine.services().inbox().size()).isZero();
  }

  @Test
  void close_blockedThreadBehindALeaseNotRenewed_isWoken() {
    Lease held = take(notRenewed);
    CountDownLatch begins = new CountDownLatch(1);
    CompletableFuture<Lease> waiter =
        CompletableFuture.supplyAsync(
            () -> {
              begins.countDown();
              try {
                return notRenewed.acquire();
              } catch (InterruptedException e) {
                throw new IllegalStateException("the tests interrupt nobody here", e);
              }
            });
    Eventually.await(begins);
    engine.close();

    assertClosed(waiter);
    assertThat(held.isHeld()).isTrue();
  }

  @Test
  void acquire_closed_isRefusedAndNothingIsKept() {
    engine.close();

    assertThatIllegalStateException().isThrownBy(lock::tryAcquire);
    assertClosed(want());
    assertThat(engine.kept()).isZero();
  }

  private static void assertClosed(CompletableFuture<Lease> waiter) {
    assertThat(Eventually.failureOf(waiter))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
