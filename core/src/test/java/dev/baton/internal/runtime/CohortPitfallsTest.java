package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.internal.time.Turnstile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was once wrong: a lock kept although it is wanted, deep callbacks, errors, late answers. */
class CohortPitfallsTest extends CohortCase {
  private final DistributedLock sticky =
      engine.lock("order:42", LockOptions.defaults().stickyFor(Duration.ofMinutes(1)));

  @Test
  void sticky_wantedWhileInUse_isGivenBackAtItsReleaseHoweverSoon() {
    Lease lease = take(sticky);
    backend.push("WANTED " + backend.lastRequest("ACQUIRE"));
    release(lease);

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void sticky_grantedWhileOthersWait_isGivenBackAtItsRelease() {
    grantedWithWaiting(1);
    release(take(sticky));

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void sticky_wantedBeforeTheGrantIsHeard_isGivenBackAtItsRelease() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> waiter = sticky.acquireAsync().toCompletableFuture();
    backend.push("WANTED " + backend.lastRequest("ACQUIRE"));
    reply.complete(words("GRANTED", 42L, backend.serverMicros(), 0L));
    clock.advance(Duration.ofMillis(10));
    release(of(waiter));

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void sticky_releasedWhileThePushConnectionIsLost_isGivenBack() {
    Lease lease = take(sticky);
    backend.listener().onSubscriptionLost();
    release(lease);

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void arrival_atAHoldThatRanOut_itsCohortIsStillKnown() {
    DistributedLock notRenewed = engine.lock("order:42", NOT_RENEWED);
    take(notRenewed);
    clock.advance(Duration.ofSeconds(10));
    take(notRenewed);

    assertThat(engine.cohorts().size()).isEqualTo(1);
    assertThat(notRenewed.tryAcquire()).isEmpty();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
  }

  @Test
  void turnstile_eventThrowsAnError_othersCanStillComeIn() {
    Turnstile turnstile = new Turnstile() {};
    assertThatThrownBy(
            () ->
                turnstile.submit(
                    in -> {
                      throw new AssertionError("planted by the test");
                    }))
        .isInstanceOf(AssertionError.class);
    List<String> done = new ArrayList<>();
    turnstile.submit(in -> done.add("next"));

    assertThat(done).containsExactly("next");
  }

  @Test
  void sticky_manyCallbacksThatReleaseAtOnce_doNotOverflowTheStack() {
    Lease held = take(sticky);
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      done.add(sticky.acquireAsync().toCompletableFuture().thenAccept(Lease::close));
    }
    release(held);

    assertThat(done.stream().filter(CompletableFuture::isDone).count()).isEqualTo(20_000);
    assertThat(done).noneMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void acquire_cancelledWhileTheInboxOpens_doesNotQueueAfterwards() {
    ScriptedBackend fresh = new ScriptedBackend();
    CompletableFuture<Boolean> open = new CompletableFuture<>();
    fresh.onSubscribe(open::join);
    fresh.held(HOLDER);
    try (Engine other = fresh.engine()) {
      CompletableFuture<Lease> lease = other.lock("a").acquireAsync().toCompletableFuture();
      lease.cancel(false);
      open.complete(true);
      Eventually.awaitTrue(() -> channel(other).isOpen() && other.services().inbox().size() == 0);

      assertThat(fresh.operations()).containsOnlyOnce("ACQUIRE");
    }
  }

  @Test
  void grantLeaseOverWhenAnswered_triedOnce_isEmptyAndUndone() {
    backend.on(
        "ACQUIRE",
        command -> {
          clock.advance(Duration.ofSeconds(30));
          return backend.granted(command);
        });

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "CANCEL");
  }
}
