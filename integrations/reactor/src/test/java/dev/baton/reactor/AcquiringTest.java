package dev.baton.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.LeaseLostException;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** One subscription's way, on a lock that answers as a test wants; its lease is a text. */
class AcquiringTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  private final CompletableFuture<String> grant = new CompletableFuture<>();
  private final CompletableFuture<ReleaseOutcome> release = new CompletableFuture<>();
  private int releases;

  private final Acquiring<String> acquiring =
      new Acquiring<>(
          new Lockable<>(
              "lock",
              List.of(),
              String.class,
              longest -> grant,
              lease -> {
                throw new LeaseLostException(lease, LossReason.OVERWRITTEN);
              },
              lease -> {
                releases++;
                return release;
              },
              lease -> new CompletableFuture<>()));

  private CompletableFuture<String> lease(boolean emptyIfBusy) {
    return acquiring.lease(null, emptyIfBusy).toFuture();
  }

  @Test
  void end_beforeItWasAskedForOrAnswered_releasesNothing() {
    acquiring.end().block(LONG);
    CompletableFuture<String> lease = lease(/* emptyIfBusy= */ false);
    acquiring.end().block(LONG);
    assertThat(lease).isNotDone();
    assertThat(releases).isZero();
  }

  @Test
  void end_twice_releasesOnce() {
    grant.complete("lease");
    release.complete(ReleaseOutcome.RELEASED);
    assertThat(lease(/* emptyIfBusy= */ false)).succeedsWithin(LONG).isEqualTo("lease");
    acquiring.end().block(LONG);
    acquiring.end().block(LONG);
    assertThat(releases).isEqualTo(1);
  }

  @Test
  void release_thatFindsItLost_tellsHow() {
    grant.complete("lease");
    release.complete(ReleaseOutcome.ALREADY_LOST);
    assertThat(lease(/* emptyIfBusy= */ false)).succeedsWithin(LONG);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> acquiring.end().block(LONG))
        .satisfies(lost -> assertThat(lost.reason()).isEqualTo(LossReason.OVERWRITTEN));
  }

  @Test
  void release_thatIsNotAnswered_isLoggedAndNotTold() {
    grant.complete("lease");
    release.completeExceptionally(new CompletionException(new IllegalStateException("silence")));
    assertThat(lease(/* emptyIfBusy= */ false)).succeedsWithin(LONG);
    acquiring.end().block(LONG);
    assertThat(releases).isEqualTo(1);
  }

  @Test
  void busy_wrappedByAStage_isEmptyIfThatIsWanted() {
    grant.completeExceptionally(new CompletionException(new LockTimeoutException("k", "busy")));
    assertThat(lease(/* emptyIfBusy= */ true)).succeedsWithin(LONG).isNull();
    assertThat(lease(/* emptyIfBusy= */ false))
        .failsWithin(LONG)
        .withThrowableThat()
        .withCauseInstanceOf(LockTimeoutException.class);
    acquiring.end().block(LONG);
    assertThat(releases).isZero();
  }

  @Test
  void failure_thatIsNone_isToldAsItIs() {
    grant.completeExceptionally(new CompletionException("no cause", null));
    assertThat(lease(/* emptyIfBusy= */ true))
        .failsWithin(LONG)
        .withThrowableThat()
        .withMessageContaining("no cause");
  }
}
