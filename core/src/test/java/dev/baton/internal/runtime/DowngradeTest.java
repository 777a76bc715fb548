package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.BackendException;
import dev.baton.DistributedReadWriteLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** From writing to reading. */
class DowngradeTest extends CohortCase {
  private final DistributedReadWriteLock both = engine.readWriteLock("order:42");

  private Lease writing() {
    return take(both.writeLock());
  }

  @Test
  void downgrade_held_goesOnReading() {
    Lease writing = writing();
    Lease reading = both.downgrade(writing);

    assertThat(writing.isHeld()).isFalse();
    assertThat(writing.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(reading.isHeld()).isTrue();
    assertThat(reading.fencingToken()).isEqualTo(9);
    assertThat(reading.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "DOWNGRADE", "UNSHARE");
    assertThat(engine.kept()).isZero();
  }

  @Test
  void downgrade_othersOfThisProcessWantToWrite_theyAskAgain() {
    Lease writing = writing();
    CompletableFuture<Lease> next = want();
    backend.on("ACQUIRE", command -> backend.heldBy(HOLDER, command));
    Lease reading = both.downgrade(writing);

    assertThat(next).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "DOWNGRADE", "ACQUIRE");
    backend.pushGrant(backend.lastRequest("ACQUIRE"), 11, 0);
    release(of(next));
    release(reading);
  }

  @Test
  void downgrade_threadThatReadsOn_readsAgainWithoutWaiting() throws Exception {
    Lease reading = both.downgrade(writing());
    backend.push("WANTED " + backend.lastRequest("DOWNGRADE"));
    Lease again = both.readLock().acquire();

    assertThat(again.ownerToken()).isEqualTo(reading.ownerToken());
    assertThat(backend.operations()).containsExactly("ACQUIRE", "DOWNGRADE");
    release(again);
    release(reading);
    assertThat(engine.kept()).isZero();
  }

  @Test
  void downgrade_lostMeanwhile_saysSoAndHoldsNothing() {
    Lease writing = writing();
    backend.on("DOWNGRADE", words("OVERWRITTEN", "them"));

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> both.downgrade(writing))
        .returns(LossReason.OVERWRITTEN, LeaseLostException::reason);
    assertThat(writing.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(engine.kept()).isZero();
  }

  @Test
  void downgrade_lostBefore_saysSoAndAsksNobody() {
    Lease writing = writing();
    backend.on("RENEW", words("DELETED"));
    backend.listener().onReconnected();
    assertThat(Eventually.resultOf(writing.lost())).isEqualTo(LossReason.DELETED);

    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> both.downgrade(writing));
    assertThat(backend.operations()).doesNotContain("DOWNGRADE");
    assertThat(engine.kept()).isZero();
  }

  @Test
  void downgrade_ranOut_saysSoAndHoldsNothing() {
    Lease writing = take(engine.lock("order:42", NOT_RENEWED));
    clock.advance(NOT_RENEWED.leaseDuration().orElseThrow());

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> both.downgrade(writing))
        .returns(LossReason.EXPIRED, LeaseLostException::reason);
  }

  @Test
  void downgrade_notAnswered_givesBothBack() {
    Lease writing = writing();
    cut("DOWNGRADE");

    assertThatExceptionOfType(BackendException.class).isThrownBy(() -> both.downgrade(writing));
    assertThat(writing.isHeld()).isFalse();
    Eventually.await().until(() -> backend.operations().containsAll(List.of("RELEASE", "CANCEL")));
    Eventually.await().until(() -> engine.kept() == 0);
  }

  @Test
  void downgrade_released_isRefused() {
    Lease writing = writing();
    release(writing);

    assertThatIllegalStateException().isThrownBy(() -> both.downgrade(writing));
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void downgrade_notALeaseForWritingOnThisLock_isRefused() {
    for (Lease wrong : new Lease[] {take(both.readLock()), take(engine.lock("other"))}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> both.downgrade(wrong))
          .withMessage(wrong + " is not one of this client for writing, on \"order:42\"");
      assertThat(wrong.isHeld()).isTrue();
    }
  }

  @Test
  void downgrade_interruptFlagSet_readsOnAndKeepsIt() {
    Lease writing = writing();
    Thread.currentThread().interrupt();
    Lease reading = both.downgrade(writing);

    assertThat(Thread.interrupted()).isTrue();
    release(reading);
  }

  @Test
  void downgrade_clientClosed_isRefused() throws Exception {
    Lease writing = writing();
    engine.close();

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> both.downgrade(writing))
        .returns(LossReason.CLIENT_CLOSED, LeaseLostException::reason);
    assertThat(writing.lost().toCompletableFuture().get(9, TimeUnit.SECONDS))
        .isEqualTo(LossReason.CLIENT_CLOSED);
  }
}
