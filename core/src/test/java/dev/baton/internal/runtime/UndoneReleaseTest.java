package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.argument;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.link.PastRequests;
import dev.baton.spi.Command;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server says that this client holds a lock: it was released, or it is held elsewhere here. */
class UndoneReleaseTest extends CohortCase {

  @Test
  void holder_endedRequestOfThisClient_isReleasedAgainForWhoWaits() {
    String undone = takenAndReleased(lock);
    backend.held(undone);
    CompletableFuture<Lease> waiter = want();

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE", "ACQUIRE", "RELEASE");
    assertThat(lastReleased()).isEqualTo(undone);
    backend.pushGrant(backend.lastRequest("ACQUIRE"), backend.serverMicros(), 0);
    assertThat(of(waiter).isHeld()).isTrue();
  }

  @Test
  void holder_endedRequestOfThisClient_isReleasedAgainByWhoTriesOnce() {
    String undone = takenAndReleased(lock);
    backend.held(undone);

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE", "ACQUIRE", "RELEASE");
    assertThat(lastReleased()).isEqualTo(undone);
  }

  @Test
  void holder_endedRequestOfANeverExpiringLock_isReleasedAgain() {
    DistributedLock endless = engine.lock("order:42", LockOptions.defaults().neverExpires());
    String undone = takenAndReleased(endless);
    backend.held(undone);

    assertThat(endless.tryAcquire()).isEmpty();
    assertThat(lastReleased()).isEqualTo(undone);
    assertThat(backend.commands("RELEASE")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"renewed", "not renewed", "never expiring"})
  void holder_livingRequestOfThisClient_isLeftAlone(String kind) {
    LockOptions options =
        switch (kind) {
          case "renewed" -> LockOptions.defaults().strictFifo(true);
          case "not renewed" -> NOT_RENEWED;
          default -> LockOptions.defaults().neverExpires();
        };
    Lease held = take(engine.lock("order:42", options));
    backend.held(held.ownerToken());

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(want()).isNotDone();
    assertThat(backend.commands("RELEASE")).isEmpty();
    assertThat(held.isHeld()).isTrue();
  }

  @Test
  void holder_requestOfThisClientThatHasNotHeardOfItsGrant_isLeftAlone() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> first =
        engine.lock("order:42", NOT_RENEWED).acquireAsync().toCompletableFuture();
    backend.held(token(backend.commands("ACQUIRE").get(0)) + "#41");

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(backend.commands("RELEASE")).isEmpty();
    reply.complete(words("GRANTED", 41L, backend.serverMicros(), 0L));
    assertThat(of(first).isHeld()).isTrue();
  }

  @Test
  void holder_onItsWayBack_isLeftAlone() {
    Lease lease = take(lock);
    CompletableFuture<@Nullable Object> reply = backend.hold("RELEASE");
    CompletableFuture<ReleaseOutcome> released = lease.releaseAsync().toCompletableFuture();
    backend.held(lease.ownerToken());

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(backend.commands("RELEASE")).hasSize(1);
    reply.complete(words("RELEASED"));
    assertThat(released).isCompletedWithValue(ReleaseOutcome.RELEASED);
  }

  @Test
  void holder_requestOfACopyOfThisProcess_isLeftAlone() {
    String mine = takenAndReleased(lock);
    backend.held(mine.replaceFirst("/\\w+\\.", "/itsown."));

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(want()).isNotDone();
    assertThat(backend.commands("RELEASE")).as("its own").hasSize(1);
  }

  @Test
  void holder_requestThatWasGivenUp_isReleasedForWhoWaits() {
    backend.held(HOLDER);
    CompletableFuture<Lease> givenUp = want();
    String value = token(backend.commands("ACQUIRE").get(0)) + "#41";
    givenUp.cancel(false);
    backend.held(value);

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(lastReleased()).isEqualTo(value);
  }

  @Test
  void holder_longOver_isNotRememberedForEver() {
    PastRequests past = new PastRequests();
    past.add("first.1");
    for (int i = 2; i <= 8_192; i++) {
      past.add("later." + i);
    }
    assertThat(past.has("first.1")).isTrue();
    assertThat(past.has("later.8192")).isTrue();
    past.add("last.1");
    assertThat(past.has("first.1")).isFalse();
    assertThat(past.has("last.1")).isTrue();
  }

  @Test
  void holder_ofAnotherClientOrAChosenToken_isLeftAlone() {
    for (String holder : new String[] {HOLDER, "mine", takenAndReleased(lock).split("#")[0]}) {
      backend.held(holder);
      assertThat(lock.tryAcquire()).isEmpty();
    }
    assertThat(backend.commands("RELEASE")).as("its own").hasSize(1);
  }

  @Test
  void release_unansweredAgain_isNotSettledButSentAtTheNextPoll() {
    String undone = takenAndReleased(lock);
    backend.held(undone);
    cut("RELEASE");

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(engine.services().settler().size()).isZero();
    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(backend.commands("RELEASE")).hasSize(3);
  }

  private static String takenAndReleased(DistributedLock lock) {
    Lease lease = take(lock);
    release(lease);
    return lease.ownerToken();
  }

  /** The value that the newest RELEASE compares with. */
  private String lastReleased() {
    var those = backend.commands("RELEASE");
    return argument(those.get(those.size() - 1), "value");
  }

  /** What a request's value begins with. */
  private static String token(Command command) {
    return argument(command, "token");
  }
}
