package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.argument;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lock that goes from one thread of a process to the next without asking the server. */
class CohortPassTest extends CohortCase {

  @Test
  void release_othersWaitHere_isPassedInTheirOrderAndAsksNobody() {
    Lease first = take();
    List<CompletableFuture<Lease>> waiting = want(5);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);

    release(first);
    for (int i = 0; i < waiting.size(); i++) {
      assertThat(waiting.subList(i + 1, waiting.size())).noneMatch(CompletableFuture::isDone);
      assertThat(backend.operations()).containsExactly("ACQUIRE");
      release(of(waiting.get(i)));
    }
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void pass_anyTime_isTheSameValueWithAFenceAndALeaseOfItsOwn() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    release(first);
    Lease second = of(waiter);

    assertThat(second.ownerToken()).isEqualTo(first.ownerToken());
    assertThat(second.fencingToken()).isEqualTo(first.fencingToken() + 1);
    assertThat(first.isHeld()).isFalse();
    assertThat(first.remaining()).isZero();
    assertThat(second.isHeld()).isTrue();
    assertThat(first.lost().toCompletableFuture()).isNotDone();
  }

  @Test
  void release_takenForOneOnly_asksForFencesForThoseWhoCameLater() {
    Lease first = take(lock);
    assertThat(ScriptedBackend.span(backend.commands("ACQUIRE").get(0))).isEqualTo(1);
    List<CompletableFuture<Lease>> waiting = want(2);
    release(first);
    assertThat(ScriptedBackend.span(backend.commands("REJOIN").get(0))).isEqualTo(256);
    release(of(waiting.get(0)));

    assertThat(of(waiting.get(1)).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN");
  }

  @Test
  void release_takenForOneOnly_leavesTheLastFenceToTheServer() {
    Lease first = take(lock);
    release(first);

    assertThat(argument(backend.commands("RELEASE").get(0), "used")).isEqualTo("0");
    assertThat(take(lock).fencingToken()).isGreaterThan(first.fencingToken());
  }

  @Test
  void release_twiceAfterAPass_leavesTheNextHolderAlone() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    release(first);

    assertThat(first.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(of(waiter).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void release_lastHere_tellsTheServerTheLastFenceThatWasGivenOut() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    release(first);
    Lease second = of(waiter);
    release(second);

    assertThat(argument(backend.commands("RELEASE").get(0), "used"))
        .isEqualTo("" + second.fencingToken());
    assertThat(take(lock).fencingToken()).isEqualTo(second.fencingToken() + 1);
  }

  @Test
  void fences_acrossPassesAndNewGrants_riseStrictly() {
    grantedWithWaiting(1);
    List<Long> fences = new ArrayList<>();
    Lease lease = take();
    for (int i = 0; i < 200; i++) {
      fences.add(lease.fencingToken());
      CompletableFuture<Lease> next = want();
      release(lease);
      lease = of(next);
      if (i % 50 == 49) {
        release(lease);
        lease = take();
      }
    }

    assertThat(fences).isSorted().doesNotHaveDuplicates();
    assertThat(backend.operations()).contains("REJOIN", "RELEASE");
  }

  @ParameterizedTest
  @CsvSource({"0, 256", "1, 32", "9, 32"})
  void holders_inARow_areBoundByWhetherOthersWait(long othersWaiting, int most) {
    grantedWithWaiting(othersWaiting);

    assertThat(holdersUntilAsked()).isEqualTo(most);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN", "RELEASE");
  }

  @ParameterizedTest
  @CsvSource({"0, 99, true", "0, 100, false", "1, 9, true", "1, 10, false"})
  void time_inARow_isBoundByWhetherOthersWait(long othersWaiting, long millis, boolean passed) {
    grantedWithWaiting(othersWaiting);
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    clock.advance(Duration.ofMillis(millis));
    release(first);

    assertThat(of(waiter).isHeld()).isTrue();
    assertThat(backend.operations().contains("REJOIN")).isEqualTo(!passed);
  }

  @Test
  void release_afterALeaseOfAnotherLength_isNotPassed() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    first.renew(Duration.ofSeconds(20));
    release(first);

    assertThat(of(waiter).remaining()).isGreaterThan(Duration.ofSeconds(29));
    assertThat(backend.operations()).containsExactly("ACQUIRE", "EVAL RENEW", "REJOIN");
  }

  @Test
  void pass_maxHold_countsAnewForEachHolder() {
    LockOptions bounded = LockOptions.defaults().maxHold(Duration.ofSeconds(20));
    DistributedLock short1 = engine.lock("order:42", bounded);
    Lease first = takeForMany(short1);
    CompletableFuture<Lease> waiter = short1.acquireAsync().toCompletableFuture();
    clock.advance(Duration.ofMillis(50));
    release(first);

    assertThat(backend.operations()).containsExactly("ACQUIRE");
    clock.advance(Duration.ofSeconds(19));
    assertThat(of(waiter).isHeld()).isTrue();
  }

  @Test
  void tryAcquire_heldHere_isEmptyAndAsksNobody() throws Exception {
    Lease held = take();

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(Eventually.failureOf(lock.acquireAsync(Duration.ZERO)))
        .hasMessageContaining("held by this client");
    assertThat(held.isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void tryAcquire_heldHereAndWaitedFor_isEmptyAndTakesNobodysPlace() {
    Lease held = take();
    CompletableFuture<Lease> waiter = want();
    assertThat(lock.tryAcquire()).isEmpty();
    release(held);

    assertThat(of(waiter).isHeld()).isTrue();
  }

  @Test
  void strictFifo_heldHere_hasAPlaceOfItsOwnInTheServer() {
    DistributedLock strict = engine.lock("order:42", LockOptions.defaults().strictFifo(true));
    take(strict);
    backend.held(HOLDER);
    strict.acquireAsync();
    strict.acquireAsync();

    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE", "ACQUIRE");
    assertThat(backend.commands("ACQUIRE").stream().map(command -> argument(command, "request")))
        .doesNotHaveDuplicates();
    assertThat(backend.commands("ACQUIRE").stream().map(ScriptedBackend::span)).containsOnly(1L);
    assertThat(engine.cohorts().size()).isEqualTo(3);
  }

  @Test
  void ownerToken_heldHere_hasAPlaceOfItsOwnAndSaysNoUsedFence() {
    DistributedLock own = engine.lock("order:42", LockOptions.defaults().ownerToken("mine"));
    Lease held = take(own);
    assertThat(own.tryAcquire()).isPresent();
    release(held);

    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE", "RELEASE");
    assertThat(argument(backend.commands("RELEASE").get(0), "used")).isEqualTo("0");
  }

  @Test
  void options_different_areNotPassedToEachOther() {
    Lease held = take();
    backend.held(HOLDER);
    CompletableFuture<Lease> other =
        engine.lock("order:42", NOT_RENEWED).acquireAsync().toCompletableFuture();
    release(held);

    assertThat(other).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE", "RELEASE");
  }

  @Test
  void cohort_nobodyHoldsOrWaits_isForgotten() {
    Lease held = take();
    CompletableFuture<Lease> waiter = want();
    assertThat(engine.cohorts().size()).isEqualTo(1);
    release(held);
    release(of(waiter));

    assertThat(engine.cohorts().size()).isZero();
    assertThat(engine.cohorts().renewer().holds()).isEmpty();
  }

  @Test
  void callbacks_thatReleaseAtOnce_passItToAllOfThem() {
    Lease held = take();
    List<CompletableFuture<Long>> done = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      done.add(
          want()
              .thenApply(
                  lease -> {
                    lease.close();
                    return lease.fencingToken();
                  }));
    }
    release(held);

    assertThat(done).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
    assertThat(done.stream().map(CompletableFuture::join)).isSorted();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void release_afterARenewalWhileNobodyWaited_isPassedInTheOrderOfThoseWhoCameSince() {
    Lease mine = take();
    clock.advance(Duration.ofSeconds(10));
    engine.cohorts().renewer().tick();
    List<CompletableFuture<Lease>> waiting = want(2);
    release(mine);

    assertThat(of(waiting.get(0)).isHeld()).isTrue();
    assertThat(waiting.get(1)).isNotDone();
    release(of(waiting.get(0)));
    release(of(waiting.get(1)));
    assertThat(engine.kept()).isZero();
  }
}
