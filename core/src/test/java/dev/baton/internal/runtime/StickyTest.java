package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.argument;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A lock that this process keeps while nobody wants it. */
class StickyTest extends CohortCase {
  private final DistributedLock sticky =
      engine.lock("order:42", LockOptions.defaults().stickyFor(Duration.ofMinutes(1)));

  @Test
  void acquire_kept_asksNobody() throws Exception {
    Lease first = take(sticky);
    release(first);
    assertThat(first.isHeld()).isFalse();
    Lease second = sticky.acquire();

    assertThat(second.fencingToken()).isEqualTo(first.fencingToken() + 1);
    assertThat(second.ownerToken()).isEqualTo(first.ownerToken());
    release(second);
    assertThat(of(sticky.acquireAsync().toCompletableFuture()).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
    assertThat(argument(backend.commands("ACQUIRE").get(0), "kind")).isEqualTo("~");
    assertThat(ScriptedBackend.span(backend.commands("ACQUIRE").get(0))).isEqualTo(65_536);
  }

  @Test
  void fences_allGivenOut_isGivenBack() {
    for (int i = 0; i < 65_536; i++) {
      assertThat(backend.sent.size()).isEqualTo(i == 0 ? 1 : 2);
      take(sticky).release();
    }

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
    assertThat(argument(backend.commands("RELEASE").get(0), "used")).isEqualTo("65536");
    assertThat(take(sticky).fencingToken()).isEqualTo(65_537);
  }

  @Test
  void fences_tooFarAheadOfTheServersClock_areAskedForAgain() {
    backend.on(
        "ACQUIRE",
        command -> words("GRANTED", backend.serverMicros() + 65_530, backend.serverMicros(), 0L));
    for (int i = 0; i < 7; i++) {
      assertThat(backend.operations()).doesNotContain("RELEASE");
      take(sticky).release();
    }
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void wanted_whileKept_isGivenBackAtOnce() {
    release(take(sticky));
    wanted();

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
    assertThat(engine.cohorts().size()).isZero();
    assertThat(engine.services().inbox().size()).isZero();
  }

  @Test
  void wanted_whileInUse_isGivenBackLaterAndNotKept() {
    Lease lease = take(sticky);
    wanted();
    assertThat(lease.isHeld()).isTrue();
    clock.advance(Duration.ofMillis(10));
    release(lease);

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void wanted_notThisRequest_isIgnored() {
    release(take(sticky));
    backend.push("WANTED nobody.1");
    backend.listener().onResubscribed();

    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void wanted_thenWaitersHere_arePassedToForALittleTimeOnly() {
    Lease lease = take(sticky);
    CompletableFuture<Lease> waiter = sticky.acquireAsync().toCompletableFuture();
    wanted();
    clock.advance(Duration.ofMillis(10));
    release(lease);

    assertThat(of(waiter).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN");
  }

  @Test
  void notWanted_waitersHere_arePassedToForLong() {
    Lease lease = take(sticky);
    CompletableFuture<Lease> waiter = sticky.acquireAsync().toCompletableFuture();
    clock.advance(Duration.ofSeconds(5));
    release(lease);

    assertThat(of(waiter).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void keeping_timeOver_isGivenBack() {
    DistributedLock shortly =
        engine.lock("order:42", LockOptions.defaults().stickyFor(Duration.ofMillis(20)));
    release(take(shortly));
    assertThat(backend.operations()).containsExactly("ACQUIRE");
    clock.advance(Duration.ofMillis(20));

    Eventually.awaitTrue(() -> backend.operations().contains("RELEASE"));
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void keeping_takenAgainMeanwhile_beginsAnewWithTheNextRelease() {
    DistributedLock shortly =
        engine.lock("order:42", LockOptions.defaults().stickyFor(Duration.ofMillis(20)));
    release(take(shortly));
    clock.advance(Duration.ofMillis(19));
    release(take(shortly));
    clock.advance(Duration.ofMillis(19));
    assertThat(take(shortly).fencingToken()).isEqualTo(3);

    clock.advance(Duration.ofSeconds(1));
    ParkedTimer.drain(engine.services().timer());
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void pushConnection_lostWhileKept_isGivenBack() {
    release(take(sticky));
    backend.listener().onSubscriptionLost();

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void pushConnection_lostWhileInUse_staysHeld() {
    Lease lease = take(sticky);
    backend.listener().onSubscriptionLost();

    assertThat(lease.isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void pushConnection_lostWhileInUseAndBack_isGivenBackAtTheReleaseAndKeptTheNextTime() {
    Lease lease = take(sticky);
    backend.listener().onSubscriptionLost(); // whoever wanted the lock now was not heard
    backend.listener().onResubscribed();
    release(lease);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");

    release(take(sticky));
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE", "ACQUIRE");
  }

  @Test
  void inbox_notYetOpen_isGivenBackTheFirstTimeAndKeptTheNext() {
    ScriptedBackend fresh = new ScriptedBackend();
    try (Engine other = fresh.engine(clock)) {
      DistributedLock lock = other.lock("a", sticky.options());
      release(take(lock));
      assertThat(fresh.operations()).containsExactly("ACQUIRE", "RELEASE");
      Eventually.awaitTrue(() -> channel(other).isOpen());
      release(take(lock));

      assertThat(fresh.operations()).containsExactly("ACQUIRE", "RELEASE", "ACQUIRE");
    }
  }

  @Test
  void kept_lostMeanwhile_isAskedForAgain() {
    release(take(sticky));
    backend.on("RENEW", words("DELETED"));
    backend.listener().onReconnected();
    Eventually.awaitTrue(() -> engine.cohorts().size() == 0);

    assertThat(take(sticky).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RENEW", "ACQUIRE");
  }

  @Test
  void kept_closed_isGivenBack() {
    release(take(sticky));
    engine.close();

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void kept_littleLeftOfTheLease_isRejoined() {
    release(take(sticky));
    clock.advance(Duration.ofSeconds(29));

    assertThat(take(sticky).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "REJOIN");
  }

  @Test
  void tryAcquire_anotherProcessKeepsIt_waitsForItALittle() {
    backend.on(
        "ACQUIRE",
        command ->
            ScriptedBackend.waits(command)
                ? backend.queued(HOLDER)
                : words("KEPT", 20_000L, HOLDER));
    CompletableFuture<Lease> once = lock.acquireAsync(Duration.ZERO).toCompletableFuture();
    assertThat(once).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
    backend.pushGrant(backend.lastRequest("ACQUIRE"), 42, 0);

    assertThat(of(once).fencingToken()).isEqualTo(42);
  }

  @Test
  void tryAcquire_anotherProcessKeepsItAndDoesNotLetGo_isBusyAndLeavesTheQueue() {
    backend.on(
        "ACQUIRE",
        command ->
            ScriptedBackend.waits(command)
                ? backend.queued(HOLDER)
                : words("KEPT", 20_000L, HOLDER));
    List<CompletableFuture<Boolean>> tries =
        List.of(
            Blocked.run(() -> lock.tryAcquire().isPresent()).result(),
            lock.acquireAsync(Duration.ZERO)
                .handle((lease, thrown) -> lease != null)
                .toCompletableFuture());
    for (CompletableFuture<Boolean> once : tries) {
      Eventually.awaitTrue(
          () -> {
            clock.advance(Duration.ofMillis(10));
            return once.isDone();
          });
      assertThat(once.join()).isFalse();
    }
    Eventually.awaitTrue(() -> backend.operations().contains("CANCEL"));
    assertThat(Eventually.failureOf(lock.acquireAsync(Duration.ZERO)))
        .isInstanceOf(LockTimeoutException.class);
  }

  @Test
  void release_lostMeanwhile_saysSo() {
    Lease lease = take(sticky);
    backend.on("RENEW", words("OVERWRITTEN", "them"));
    backend.listener().onReconnected();

    assertThat(Eventually.resultOf(lease.lost())).isEqualTo(LossReason.OVERWRITTEN);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
  }

  private void wanted() {
    backend.push("WANTED " + backend.lastRequest("ACQUIRE"));
  }
}
