package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.BackendException;
import dev.baton.BackendException.Outcome;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lease on a server in memory. */
class HeldLeaseTest {
  private final ScriptedBackend backend = new ScriptedBackend();
  private final Engine engine = backend.engine();
  private final Lease lease = acquire(LockOptions.defaults());

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void lease_held_saysSoWithoutAsking() {
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.remaining()).isBetween(Duration.ofSeconds(20), Duration.ofMillis(29_983));
    assertThat(lease.lockName()).isEqualTo("order:42");
    assertThat(lease.fencingToken()).isEqualTo(1);
    assertThat(lease.ownerToken()).endsWith("#1");
    lease.ensureHeld();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void lease_shown_doesNotShowTheToken() {
    Lease own = acquire(LockOptions.defaults().ownerToken("s3cret"));

    assertThat(own).asString().contains("order:42").doesNotContain("s3cret");
  }

  @Test
  void lease_neverExpires_hasAllTheTimeAndIsNotWatched() {
    Lease forEver = acquire(LockOptions.defaults().neverExpires());

    assertThat(forEver.remaining()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    assertThat(forEver.lost().toCompletableFuture()).isNotDone();
    assertThat(engine.cohorts().renewer().holds()).hasSize(1);
  }

  @Test
  void release_twice_asksOnceAndSaysTheSame() {
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(Eventually.resultOf(lease.releaseAsync())).isEqualTo(ReleaseOutcome.RELEASED);
    lease.close();

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.remaining()).isZero();
    assertThatIllegalStateException().isThrownBy(lease::ensureHeld);
    assertThat(lease.lost().toCompletableFuture()).isNotDone();
  }

  @Test
  void release_whileAnotherIsUnderWay_waitsForItsOutcome() {
    CompletableFuture<@Nullable Object> reply = backend.hold("RELEASE");
    CompletionStage<ReleaseOutcome> first = lease.releaseAsync();
    CompletionStage<ReleaseOutcome> second = lease.releaseAsync();
    assertThat(lease.isHeld()).isFalse();

    reply.complete(words("HANDED"));
    assertThat(Eventually.resultOf(first)).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(Eventually.resultOf(second)).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(backend.operations()).containsOnlyOnce("RELEASE");
  }

  @Test
  void release_keyGone_isLostAlready() {
    backend.on("RELEASE", words("DELETED"));

    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(Eventually.resultOf(lease.lost())).isEqualTo(LossReason.DELETED);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(lease::ensureHeld)
        .returns(LossReason.DELETED, LeaseLostException::reason);
  }

  @Test
  void release_unanswered_isUnknownAndGoesOnInTheBackground() {
    backend.on(
        "RELEASE",
        command -> {
          throw new ConnectionFault("cut", true, null);
        });
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(lease::release)
        .returns(Outcome.UNKNOWN, BackendException::outcome);
    assertThatExceptionOfType(BackendException.class).isThrownBy(lease::release);
    lease.close();
    assertThat(lease.isHeld()).isFalse();

    backend.on("RELEASE", words("RELEASED"));
    Eventually.awaitTrue(() -> engine.services().settler().size() == 0);
  }

  @Test
  void release_refusedForNow_goesOnInTheBackground() {
    backend.on(
        "RELEASE",
        command -> {
          throw new ServerError("LOADING still");
        });
    lease.close();
    backend.on("RELEASE", words("RELEASED"));
    int before = backend.sent.size();

    Eventually.awaitTrue(() -> backend.sent.size() > before);
  }

  @Test
  void renew_shorter_bringsTheEndNearer() {
    lease.renew(Duration.ofSeconds(2));

    assertThat(lease.remaining()).isLessThan(Duration.ofSeconds(2));
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void renew_longer_putsTheEndOff() {
    lease.renew(Duration.ofMinutes(2));

    assertThat(lease.remaining()).isGreaterThan(Duration.ofSeconds(90));
  }

  @Test
  void renew_unanswered_isHeldUntilTheEarlierEnd() {
    backend.on("RENEW", ScriptedBackend.SILENCE);

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> lease.renew(Duration.ofMinutes(2)))
        .returns(Outcome.UNKNOWN, BackendException::outcome);
    assertThat(lease.remaining()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> lease.renew(Duration.ofSeconds(2)));
    assertThat(lease.remaining()).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void renew_beyondMaxHold_asksForNoMoreThanIsAllowed() {
    Lease bounded = acquire(LockOptions.defaults().maxHold(Duration.ofSeconds(5)));
    bounded.renew(Duration.ofMinutes(2));

    assertThat(bounded.remaining()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    Command newest = backend.sent.get(backend.sent.size() - 1);
    assertThat(Long.parseLong(ScriptedBackend.argument(newest, "lease")))
        .isLessThanOrEqualTo(5_000);
  }

  @Test
  void renew_keyOverwritten_isLost() {
    backend.on("RENEW", words("OVERWRITTEN", "them"));

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> lease.renew(Duration.ofSeconds(2)))
        .returns(LossReason.OVERWRITTEN, LeaseLostException::reason)
        .returns("order:42", LeaseLostException::lockName);
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void renew_outOfBoundsOrReleased_changesNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> lease.renew(Duration.ofMillis(9)));
    assertThat(lease.isHeld()).isTrue();
    lease.release();
    assertThatIllegalStateException().isThrownBy(() -> lease.renew(Duration.ofSeconds(2)));

    assertThat(backend.operations()).doesNotContain("RENEW");
  }

  @Test
  void lost_callbackThrows_theOthersAreCalled() {
    CompletableFuture<LossReason> told = new CompletableFuture<>();
    lease.onLost(told::complete);
    lease.onLost(
        reason -> {
          throw new IllegalStateException("planted by the test");
        });
    backend.on("RELEASE", words("OVERWRITTEN", "them"));

    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(Eventually.resultOf(told)).isEqualTo(LossReason.OVERWRITTEN);
  }

  @Test
  void lost_askedForAgain_isTheSameAndCannotBeCompletedByTheAsker() {
    lease.lost().toCompletableFuture().complete(LossReason.EXPIRED);

    assertThat(lease.lost().toCompletableFuture()).isNotDone();
  }

  @Test
  void release_ofALeaseForEverThatMayHaveBeenShortened_isSentUntilItIsAnswered() {
    Lease forEver = acquire(LockOptions.defaults().neverExpires());
    cutRenewals();
    cutReleases(4);

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> forEver.renew(Duration.ofMillis(300))); // less than the rests below
    assertThatExceptionOfType(BackendException.class).isThrownBy(forEver::release);
    Eventually.awaitTrue(() -> backend.commands("RELEASE").size() == 5);
    Eventually.awaitTrue(() -> engine.services().settler().size() == 0);
  }

  @Test
  void lease_forEverThatMayHaveBeenShortenedAndIsOver_isGivenBackByItself() {
    Lease forEver = acquire(LockOptions.defaults().neverExpires());
    cutRenewals();

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> forEver.renew(Duration.ofMillis(20)));
    assertThat(Eventually.resultOf(forEver.lost())).isEqualTo(LossReason.EXPIRED);
    Eventually.awaitTrue(() -> backend.commands("RELEASE").size() == 1);
  }

  private void cutRenewals() {
    backend.on(
        "RENEW",
        command -> {
          throw new ConnectionFault("cut", true, null);
        });
  }

  private void cutReleases(int times) {
    AtomicInteger cut = new AtomicInteger();
    backend.on(
        "RELEASE",
        command -> {
          if (cut.incrementAndGet() <= times) {
            throw new ConnectionFault("cut", true, null);
          }
          return words("RELEASED");
        });
  }

  private Lease acquire(LockOptions options) {
    return engine.lock("order:42", options).tryAcquire().orElseThrow();
  }
}
