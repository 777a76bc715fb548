package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.DistributedSemaphore;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Permits that go from one thread of a process to the next without asking the server. */
class PermitsInTurnTest extends CohortCase {
  private final DistributedSemaphore two = engine.semaphore("order:42", 2);
  private final DistributedSemaphore four = engine.semaphore("order:42", 4);

  private static CompletableFuture<Lease> want(DistributedSemaphore permits) {
    return permits.acquireAsync().toCompletableFuture();
  }

  /** All permits are others'. */
  private void takenByOthers() {
    backend.on("SHARE", command -> backend.heldBy(HOLDER, command));
  }

  @Test
  void release_othersWaitHere_isPassedInTheirOrderAndAsksNobody() {
    Lease one = of(want(two));
    Lease other = of(want(two));
    CompletableFuture<Lease> third = want(two);
    CompletableFuture<Lease> fourth = want(two);
    assertThat(List.of(third, fourth)).noneMatch(CompletableFuture::isDone);

    release(other);
    assertThat(of(third).ownerToken()).isEqualTo(other.ownerToken());
    assertThat(fourth).isNotDone();
    release(one);
    assertThat(of(fourth).ownerToken()).isEqualTo(one.ownerToken());
    assertThat(List.of(one, other)).noneMatch(Lease::isHeld);
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE");
    release(of(third));
    release(of(fourth));
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE", "UNSHARE", "UNSHARE");
    assertThat(engine.kept()).isZero();
  }

  @Test
  void acquire_permitsAreOthers_isOnePlaceForAllWhoWaitHere_whichIsLeftWhenNobodyDoes() {
    Lease mine = of(want(four));
    takenByOthers();
    CompletableFuture<Lease> second = want(four);
    CompletableFuture<Lease> third = want(four);
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE");

    release(mine);
    release(of(second));
    assertThat(of(third).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE", "CANCEL");
    release(of(third));
    assertThat(engine.kept()).isZero();
  }

  @Test
  void grant_whileMoreWaitHere_hasTheNextAsked() {
    takenByOthers();
    CompletableFuture<Lease> first = want(four);
    CompletableFuture<Lease> second = want(four);
    CompletableFuture<Lease> third = want(four);
    String asked = backend.lastRequest("SHARE");
    assertThat(backend.operations()).containsExactly("SHARE");
    backend.pushGrant(asked, 9, 0);

    assertThat(of(first).isHeld()).isTrue();
    assertThat(List.of(second, third)).noneMatch(CompletableFuture::isDone);
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE");
    backend.pushGrant(backend.lastRequest("SHARE"), 10, 0);
    assertThat(of(second).fencingToken()).isEqualTo(10);
    third.cancel(true);
    release(of(first));
    release(of(second));
    assertThat(engine.kept()).isZero();
  }

  @Test
  void acquire_severalAtOnce_askAtOnce_asManyAsThereCanBe() {
    CompletableFuture<@Nullable Object> firstReply = backend.hold("SHARE");
    CompletableFuture<Lease> first = want(two);
    CompletableFuture<@Nullable Object> secondReply = backend.hold("SHARE");
    CompletableFuture<Lease> second = two.acquireAsync(Duration.ZERO).toCompletableFuture();
    CompletableFuture<Lease> third = want(two);
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE");
    firstReply.complete(words("GRANTED", 7L, backend.serverMicros(), 0L));

    assertThat(of(first).isHeld()).isTrue();
    assertThat(second).isNotDone(); // its own question is yet to be answered
    secondReply.complete(words("GRANTED", 8L, backend.serverMicros(), 0L));
    release(of(second));
    assertThat(of(third).fencingToken()).isEqualTo(8);
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE");
  }

  @Test
  void renewal_whileAPermitIsAskedForThatNobodyWantsAnyMore_keepsWhoComesNextFromItsAnswer() {
    Lease mine = of(want(four));
    CompletableFuture<@Nullable Object> late = backend.hold("SHARE");
    want(four).cancel(true);
    clock.advance(Duration.ofSeconds(10));
    engine.cohorts().renewer().tick();
    assertThat(backend.commands("PROLONG")).hasSize(1);
    CompletableFuture<@Nullable Object> reply = backend.hold("SHARE");
    CompletableFuture<Lease> next = four.acquireAsync(Duration.ZERO).toCompletableFuture();
    late.complete(backend.queued(HOLDER));

    assertThat(next).isNotDone(); // its own question is yet to be answered
    reply.complete(words("GRANTED", 8L, backend.serverMicros(), 0L));
    assertThat(of(next).isHeld()).isTrue();
    assertThat(mine.isHeld()).isTrue();
  }

  @Test
  void grant_thatReplicasAreToAcknowledge_isWaitedForBeforeMoreIsAskedFor() {
    CompletableFuture<@Nullable Object> replicas = backend.hold("WAIT");
    DistributedSemaphore safe =
        engine.semaphore(
            "order:42", 2, LockOptions.defaults().failover(FailoverPolicy.acknowledgedBy(1)));
    CompletableFuture<Lease> first = want(safe);
    Eventually.awaitTrue(() -> backend.operations().contains("WAIT"));
    assertThat(backend.commands("SHARE")).hasSize(1);
    replicas.complete(1L);

    release(Eventually.resultOf(first));
    assertThat(backend.commands("SHARE")).hasSize(1);
  }

  @Test
  void tryAcquire_allThatCanBeAreHeldHere_isEmptyAndAsksNobody() throws Exception {
    Lease one = of(want(two));
    assertThat(two.tryAcquire()).isPresent();
    assertThat(two.tryAcquire()).isEmpty();

    assertThat(Eventually.failureOf(two.acquireAsync(Duration.ZERO)))
        .hasMessageContaining("held by this client");
    assertThat(one.isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE");
  }

  @Test
  void tryAcquire_behindOneWhoWaitsHere_isEmptyAndTakesNobodysPlace() throws Exception {
    Lease one = of(want(four));
    takenByOthers();
    CompletableFuture<Lease> waiter = want(four);
    assertThat(four.tryAcquire()).isEmpty();
    release(one);

    assertThat(of(waiter).isHeld()).isTrue();
  }

  @Test
  void weight_isThatOfEachWhoIsPassedIt() {
    DistributedSemaphore heavy = engine.semaphore("order:42", 5).withWeight(2);
    Lease one = of(want(heavy));
    Lease other = of(want(heavy));
    CompletableFuture<Lease> third = want(heavy); // one permit is left, which is too few
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE");
    release(one);

    assertThat(of(third).ownerToken()).isEqualTo(one.ownerToken()).endsWith("*2");
    release(other);
  }

  @Test
  void holders_inARow_areBound_andThenThePermitGoesBackAndIsAskedFor() {
    Lease lease = of(want(two));
    Lease other = of(want(two));
    int holders = 1;
    while (backend.operations().size() == 2) {
      CompletableFuture<Lease> next = want(two);
      release(lease);
      lease = of(next);
      holders++;
    }

    assertThat(holders).isEqualTo(257);
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE", "UNSHARE", "SHARE");
    release(lease);
    release(other);
  }

  @Test
  void holders_othersWantPermits_areFewerInARow() {
    Lease lease = of(want(two));
    String request = backend.lastRequest("SHARE");
    Lease other = of(want(two));
    backend.push("WANTED " + request);
    int holders = 1;
    while (backend.operations().size() == 2) {
      CompletableFuture<Lease> next = want(two);
      release(lease);
      lease = of(next);
      holders++;
    }

    assertThat(holders).isEqualTo(33);
    release(other);
  }

  @Test
  void loss_ofOne_leavesTheOthers_andWhoWaitsAsks() {
    Lease one = of(want(two));
    Lease other = of(want(two));
    CompletableFuture<Lease> third = want(two);
    backend.on("PROLONG", words("DELETED"));
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> one.renew(Duration.ofSeconds(20)));

    assertThat(one.isHeld()).isFalse();
    assertThat(one.lost().toCompletableFuture().join()).isEqualTo(LossReason.DELETED);
    assertThat(other.isHeld()).isTrue();
    assertThat(of(third).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE", "EVAL PROLONG", "SHARE");
  }

  @Test
  void release_byToken_isThatOfOneOnly() {
    Lease one = of(want(two));
    Lease other = of(want(two));
    assertThat(two.release(one.ownerToken())).isTrue();

    assertThat(one.isHeld()).isFalse();
    assertThat(other.isHeld()).isTrue();
  }

  @Test
  void strictOrder_hasAPlaceForEach() {
    DistributedSemaphore strict =
        engine.semaphore("order:42", 2, LockOptions.defaults().strictFifo(true));
    Lease one = of(want(strict));
    takenByOthers();
    CompletableFuture<Lease> second = want(strict);
    CompletableFuture<Lease> third = want(strict);
    release(one);

    assertThat(List.of(second, third)).noneMatch(CompletableFuture::isDone);
    assertThat(backend.operations()).containsExactly("SHARE", "SHARE", "SHARE", "UNSHARE");
  }

  @Test
  void close_whileSomeHoldAndSomeWait_givesBackAndRefuses() {
    Lease one = of(want(four));
    takenByOthers();
    CompletableFuture<Lease> waiter = want(four);
    clock.goOn();
    engine.close();

    assertThat(waiter).isCompletedExceptionally();
    assertThat(one.isHeld()).isFalse();
    assertThat(backend.operations()).contains("CANCEL", "UNSHARE");
    assertThat(engine.kept()).isZero();
  }
}
