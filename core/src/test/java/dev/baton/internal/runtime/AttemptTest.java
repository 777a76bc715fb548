package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The rarer ways of an attempt: a grant to be confirmed, an inbox that does not open. */
class AttemptTest extends CohortCase {
  private final DistributedLock own =
      engine.lock("order:42", LockOptions.defaults().ownerToken("mine"));

  @Test
  void push_tokenOfTheCaller_isConfirmedBeforeItIsHeld() {
    CompletableFuture<Lease> waiter = queued(own);
    backend.pushGrant(backend.lastRequest("ACQUIRE"), 42, 0);

    assertThat(of(waiter).fencingToken()).isEqualTo(42);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RENEW");
  }

  @Test
  void push_forEver_isConfirmedBeforeItIsHeld() {
    CompletableFuture<Lease> waiter =
        queued(engine.lock("order:42", LockOptions.defaults().neverExpires()));
    backend.pushGrant(backend.lastRequest("ACQUIRE"), 42, 0);

    assertThat(of(waiter).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RENEW");
  }

  @Test
  void push_notConfirmed_isAskedForAgain() {
    CompletableFuture<Lease> waiter = queued(own);
    backend.on("RENEW", words("DELETED"));
    backend.pushGrant(backend.lastRequest("ACQUIRE"), 42, 0);

    assertThat(waiter).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RENEW", "ACQUIRE");
  }

  @Test
  void nudge_whileAskingAgain_asksOnceMore() {
    backend.held(HOLDER);
    CompletableFuture<Lease> waiter = own.acquireAsync().toCompletableFuture();
    CompletableFuture<Object> reply = new CompletableFuture<>();
    backend.on("ACQUIRE", reply);
    backend.listener().onResubscribed();
    backend.listener().onResubscribed();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
    backend.held(HOLDER);
    reply.complete(backend.queued(HOLDER));

    assertThat(waiter).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE", "ACQUIRE");
  }

  @Test
  void push_afterAResubscription_isNotDatedByWhatWasAskedBeforeIt() {
    CompletableFuture<Object> reply = new CompletableFuture<>();
    backend.on("ACQUIRE", reply);
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    List<Object> place = backend.queued(HOLDER);
    clock.advance(Duration.ofMillis(1));
    backend.listener().onResubscribed();
    backend.pushGrant(backend.lastRequest("ACQUIRE"), 42, 0);
    backend.held(HOLDER);
    reply.complete(place);

    assertThat(waiter).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
  }

  @Test
  void inbox_cannotBeHadNow_lockIsTriedUntilItCanBeAndThenWaitedFor() {
    ScriptedBackend fresh = new ScriptedBackend();
    fresh.held(HOLDER);
    fresh.onSubscribe(
        () -> {
          throw new ConnectionFault("no push connection", false, null);
        });
    try (Engine other = fresh.engine()) {
      CompletableFuture<Lease> waiter = other.lock("a").acquireAsync().toCompletableFuture();
      Eventually.awaitTrue(() -> fresh.operations().size() >= 3);
      assertThat(fresh.commands("ACQUIRE")).noneMatch(ScriptedBackend::waits);

      fresh.onSubscribe(() -> {});
      Eventually.awaitTrue(
          () -> fresh.commands("ACQUIRE").stream().anyMatch(ScriptedBackend::waits));
      waiter.cancel(false);
      Eventually.awaitTrue(() -> other.kept() == 0);
    }
  }

  @Test
  void inbox_forbidden_lockIsTriedFromTimeToTime() {
    TestClock time = new TestClock();
    ScriptedBackend fresh = new ScriptedBackend();
    fresh.held(HOLDER);
    fresh.onSubscribe(
        () -> {
          throw new ServerError("NOPERM no permissions to access a channel");
        });
    try (Engine other = fresh.engine(time)) {
      CompletableFuture<Lease> waiter = other.lock("a").acquireAsync().toCompletableFuture();
      Eventually.awaitTrue(() -> fresh.operations().size() == 2); // before and after it is known
      assertThat(fresh.commands("ACQUIRE")).noneMatch(ScriptedBackend::waits);
      assertThat(other.lock("a").tryAcquire()).isEmpty();
      assertThat(Eventually.failureOf(other.lock("a").acquireAsync(Duration.ZERO)))
          .isInstanceOf(LockTimeoutException.class);

      fresh.on("ACQUIRE", fresh::granted);
      time.goOn();
      assertThat(Eventually.resultOf(waiter).isHeld()).isTrue();
      assertThat(fresh.commands("ACQUIRE")).noneMatch(ScriptedBackend::waits);
    }
  }

  @Test
  void inbox_notYetOpenWhenTheLockIsAnothers_isOpenedAtOnce() {
    ScriptedBackend fresh = new ScriptedBackend();
    List<List<String>> before = new ArrayList<>();
    fresh.onSubscribe(() -> before.add(fresh.operations()));
    try (Engine other = fresh.engine(clock)) {
      DistributedLock shared = other.lock("a");
      Lease alone = take(shared);
      CompletableFuture<Lease> second = shared.acquireAsync().toCompletableFuture();
      release(alone);
      Lease first = of(second); // with fences for many
      CompletableFuture<Lease> waiter = shared.acquireAsync().toCompletableFuture();
      fresh.held(HOLDER);
      clock.advance(Duration.ofMillis(100)); // its turn is over
      first.release();

      Eventually.awaitTrue(() -> fresh.operations().size() == 4);
      assertThat(fresh.operations()).containsExactly("ACQUIRE", "REJOIN", "REJOIN", "ACQUIRE");
      assertThat(before).containsExactly(List.of("ACQUIRE", "REJOIN", "REJOIN"));
      fresh.pushGrant(fresh.lastRequest("REJOIN"), 700, 0);
      assertThat(Eventually.resultOf(waiter).fencingToken()).isEqualTo(700);
    }
  }

  @Test
  void releaseByToken_heldHere_isLostAndTheNextOneAsksAgain() {
    Lease lease = take();
    CompletableFuture<Lease> waiter = want();

    assertThat(lock.release(lease.ownerToken())).isTrue();
    assertThat(Eventually.resultOf(lease.lost())).isEqualTo(LossReason.DELETED);
    assertThat(Eventually.resultOf(waiter).isHeld()).isTrue();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE", "ACQUIRE");
  }

  @Test
  void releaseByToken_ofAnother_leavesTheHolderAlone() {
    Lease lease = take();

    assertThat(lock.release("somebody's")).isTrue();
    assertThat(lock.release(lease.ownerToken() + "1")).isTrue();
    assertThat(lease.isHeld()).isTrue();
  }

  private CompletableFuture<Lease> queued(DistributedLock lock) {
    backend.held(HOLDER);
    return lock.acquireAsync().toCompletableFuture();
  }
}
