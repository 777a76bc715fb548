package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.BETWEEN_CHECKS;
import static dev.baton.internal.protocol.Given.FENCE;
import static dev.baton.internal.protocol.Given.FENCED;
import static dev.baton.internal.protocol.Given.FOREIGNER;
import static dev.baton.internal.protocol.Given.FOR_EVER;
import static dev.baton.internal.protocol.Given.HOLDER;
import static dev.baton.internal.protocol.Given.LEASE;
import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.NEVER;
import static dev.baton.internal.protocol.Given.TERM;
import static dev.baton.internal.protocol.Given.VERBATIM;
import static dev.baton.internal.protocol.Given.acquisition;
import static dev.baton.internal.protocol.Given.grantOf;
import static dev.baton.internal.protocol.Given.granted;
import static dev.baton.internal.protocol.Given.held;
import static dev.baton.internal.protocol.Given.millisLeft;
import static dev.baton.internal.protocol.Given.noExpiry;
import static dev.baton.internal.protocol.Given.queued;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.AcquireReply.Foreign;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An acquisition whose commands are all answered. */
class AcquisitionTest {

  @Test
  void start_inboxNotOpen_triesFirst() {
    assertThat(acquisition(NEVER).start(0, false)).isEqualTo(new Step.Ask(false));
  }

  @Test
  void start_inboxOpen_queuesAtOnce() {
    assertThat(acquisition(NEVER).start(0, true)).isEqualTo(new Step.Ask(true));
  }

  @Test
  void start_deadlinePassed_triesOnlyEvenIfInboxOpen() {
    assertThat(acquisition(5).start(5, true)).isEqualTo(new Step.Ask(false));
  }

  @Test
  void granted_freeLock_isHeldFromTheMomentOfSending() {
    Grant grant = grantOf(acquisition(NEVER).onReply(granted(), 5 * MS, 9 * MS));

    assertThat(grant.fence()).isEqualTo(FENCE);
    assertThat(grant.grantedAt()).isEqualTo(5 * MS);
    assertThat(grant.validUntil()).isEqualTo(Validity.afterReply(5 * MS, LEASE));
    assertThat(grant.claimed()).isFalse();
  }

  @Test
  void granted_fencedRequest_valueCarriesTheFence() {
    assertThat(grantOf(acquisition(NEVER).onReply(granted(), 0, MS)).value())
        .isEqualTo("java@host:7/me.1#42".getBytes(UTF_8));
  }

  @Test
  void granted_verbatimToken_valueIsTheTokenAndNeedsNoConfirmation() {
    assertThat(grantOf(acquisition(VERBATIM, TERM, NEVER).onReply(granted(), 0, MS)).value())
        .isEqualTo(VERBATIM.token());
  }

  @Test
  void granted_forEver_isHeldForEver() {
    Grant grant = grantOf(acquisition(FENCED, FOR_EVER, NEVER).onReply(granted(), 0, MS));

    assertThat(grant.validUntil()).isEqualTo(NEVER);
    assertThat(grant.claimed()).isFalse();
  }

  @Test
  void granted_afterTheDeadline_isHeldAllTheSame() {
    assertThat(acquisition(10 * MS).onReply(granted(), 9 * MS, 11 * MS))
        .isInstanceOf(Step.Acquired.class);
  }

  @Test
  void granted_leaseOverWhenAnswered_isNotReportedButAskedAgain() {
    Acquisition acquisition = acquisition(NEVER);
    acquisition.start(0, false);

    assertThat(acquisition.onReply(granted(), 0, Validity.afterReply(0, LEASE)))
        .isEqualTo(new Step.Ask(true));
  }

  @Test
  void granted_leaseOverByOneNanosecondLess_isHeld() {
    assertThat(acquisition(NEVER).onReply(granted(), 0, Validity.afterReply(0, LEASE) - 1))
        .isInstanceOf(Step.Acquired.class);
  }

  @Test
  void granted_leaseAndWaitOverWhenAnswered_givesUpAndLeavesTraces() {
    Acquisition acquisition = acquisition(MS);
    acquisition.start(0, false);

    assertThat(acquisition.onReply(granted(), 0, LEASE * MS))
        .isEqualTo(new Step.GaveUp(Optional.empty(), Optional.empty()));
    assertThat(acquisition.leavesTraces()).isTrue();
  }

  @Test
  void held_triedOnce_givesUpNamingTheHolder() {
    Acquisition acquisition = acquisition(0);
    acquisition.start(0, false);

    assertThat(acquisition.onReply(held(), 0, MS))
        .isEqualTo(new Step.GaveUp(Optional.of(HOLDER), Optional.empty()));
    assertThat(acquisition.leavesTraces()).isFalse();
  }

  @Test
  void held_timeLeft_joinsTheQueue() {
    Acquisition acquisition = acquisition(10 * MS);
    acquisition.start(0, false);

    assertThat(acquisition.onReply(held(), 0, MS)).isEqualTo(new Step.Ask(true));
  }

  @Test
  void held_noTimeLeft_givesUp() {
    Acquisition acquisition = acquisition(10 * MS);
    acquisition.start(0, false);

    assertThat(acquisition.onReply(held(), 0, 10 * MS))
        .isEqualTo(new Step.GaveUp(Optional.of(HOLDER), Optional.empty()));
  }

  @Test
  void queued_behindOurOwn_restsForAThirdOfTheLease() {
    assertThat(acquisition(NEVER).onReply(queued(), 0, MS))
        .isEqualTo(new Step.Await(MS + LEASE * MS / 3));
  }

  @Test
  void queued_behindAForeigner_restsForTheTimeBetweenChecks() {
    assertThat(acquisition(NEVER).onReply(queued(0, FOREIGNER, millisLeft(20_000)), 0, MS))
        .isEqualTo(new Step.Await(MS + BETWEEN_CHECKS));
  }

  @Test
  void queued_forALockForEver_stillLooksEveryTenSeconds() {
    assertThat(acquisition(FENCED, FOR_EVER, NEVER).onReply(queued(0, HOLDER, noExpiry()), 0, MS))
        .isEqualTo(new Step.Await(MS + 10_000 * MS));
  }

  @Test
  void queued_deadlineSoonerThanPoll_restsUntilTheDeadline() {
    assertThat(acquisition(50 * MS).onReply(queued(), 0, MS)).isEqualTo(new Step.Await(50 * MS));
  }

  @Test
  void queued_deadlinePassed_givesUpNamingTheHolder() {
    assertThat(acquisition(50 * MS).onReply(queued(), 0, 50 * MS))
        .isEqualTo(new Step.GaveUp(Optional.of(HOLDER), Optional.empty()));
  }

  @Test
  void wake_timeLeft_asksAgainKeepingItsPlace() {
    assertThat(Given.waiting(FENCED, TERM, NEVER).onWake(2 * MS)).isEqualTo(new Step.Ask(true));
  }

  @Test
  void wake_atTheDeadline_givesUpNamingTheHolderSeenLast() {
    Acquisition acquisition = Given.waiting(FENCED, TERM, 50 * MS);
    acquisition.onReply(queued(0, "somebody new", noExpiry()), MS, 2 * MS);

    assertThat(acquisition.onWake(50 * MS))
        .isEqualTo(new Step.GaveUp(Optional.of("somebody new"), Optional.empty()));
  }

  @Test
  void foreignType_anyTime_isNotALock() {
    assertThat(acquisition(NEVER).onReply(new Foreign("hash"), 0, MS))
        .isEqualTo(new Step.NotALock("hash"));
    assertThat(Given.waiting(FENCED, TERM, NEVER).onReply(new Foreign("zset"), 2 * MS, 3 * MS))
        .isEqualTo(new Step.NotALock("zset"));
  }
}
