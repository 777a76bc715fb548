package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.BETWEEN_CHECKS;
import static dev.baton.internal.protocol.Given.CLAIM;
import static dev.baton.internal.protocol.Given.FENCE;
import static dev.baton.internal.protocol.Given.FENCED;
import static dev.baton.internal.protocol.Given.FOREIGNER;
import static dev.baton.internal.protocol.Given.FOR_EVER;
import static dev.baton.internal.protocol.Given.HOLDER;
import static dev.baton.internal.protocol.Given.LEASE;
import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.NEVER;
import static dev.baton.internal.protocol.Given.SERVER;
import static dev.baton.internal.protocol.Given.SPAN;
import static dev.baton.internal.protocol.Given.TERM;
import static dev.baton.internal.protocol.Given.VERBATIM;
import static dev.baton.internal.protocol.Given.acquisition;
import static dev.baton.internal.protocol.Given.grantOf;
import static dev.baton.internal.protocol.Given.granted;
import static dev.baton.internal.protocol.Given.held;
import static dev.baton.internal.protocol.Given.kept;
import static dev.baton.internal.protocol.Given.millisLeft;
import static dev.baton.internal.protocol.Given.noExpiry;
import static dev.baton.internal.protocol.Given.push;
import static dev.baton.internal.protocol.Given.queued;
import static dev.baton.internal.protocol.Given.waitBegan;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.AcquireReply.Foreign;
import dev.baton.internal.script.AcquireReply.Granted;
import dev.baton.internal.script.RejoinReply;
import dev.baton.internal.script.ReleaseReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An acquisition whose commands are all answered. */
class AcquisitionTest {

  @Test
  void ask_queueingOrNot_isAskedSo() {
    assertThat(acquisition().ask(false)).isEqualTo(new Step.Ask(false));
    assertThat(acquisition().ask(true)).isEqualTo(new Step.Ask(true));
  }

  @Test
  void granted_freeLock_isHeldFromTheMomentOfSending() {
    Grant grant = grantOf(acquisition().onReply(granted(), 5 * MS, 9 * MS));

    assertThat(grant.fences().first()).isEqualTo(FENCE);
    assertThat(grant.grantedAt()).isEqualTo(5 * MS);
    assertThat(grant.validUntil()).isEqualTo(Validity.afterReply(5 * MS, LEASE));
    assertThat(grant.claimed()).isFalse();
  }

  @Test
  void granted_fencedRequest_valueCarriesTheFence() {
    assertThat(grantOf(acquisition().onReply(granted(), 0, MS)).value())
        .isEqualTo("java@host:7/me.1#42".getBytes(UTF_8));
  }

  @Test
  void granted_verbatimToken_valueIsTheTokenAndNeedsNoConfirmation() {
    assertThat(grantOf(acquisition(VERBATIM, TERM).onReply(granted(), 0, MS)).value())
        .isEqualTo(VERBATIM.token());
  }

  @Test
  void granted_forEver_isHeldForEver() {
    Grant grant = grantOf(acquisition(FENCED, FOR_EVER).onReply(granted(), 0, MS));

    assertThat(grant.validUntil()).isEqualTo(NEVER);
    assertThat(grant.claimed()).isFalse();
  }

  @Test
  void granted_leaseOverByOneNanosecondLess_isHeld() {
    assertThat(acquisition().onReply(granted(), 0, Validity.afterReply(0, LEASE) - 1))
        .isInstanceOf(Step.Acquired.class);
  }

  @Test
  void granted_spanOfFences_isFromTheFirstToTheLast() {
    Grant grant = grantOf(acquisition().onReply(granted(), 0, MS));

    assertThat(grant.fences().first()).isEqualTo(FENCE);
    assertThat(grant.fences().last()).isEqualTo(FENCE + SPAN - 1);
    assertThat(grantOf(acquisition(VERBATIM, TERM).onReply(granted(), 0, MS)).fences().last())
        .isEqualTo(FENCE);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "7, true"})
  void granted_waitersBehindUs_othersWait(long waiting, boolean othersWait) {
    Granted granted = new Granted(FENCE, SERVER, waiting);

    assertThat(grantOf(acquisition().onReply(granted, 0, MS)).othersWait()).isEqualTo(othersWait);
  }

  @Test
  void granted_leaseOverWhenAnswered_isNotReportedAndLeavesTraces() {
    Acquisition acquisition = acquisition();
    acquisition.ask(false);

    assertThat(acquisition.onReply(granted(), 0, Validity.afterReply(0, LEASE)))
        .isEqualTo(new Step.Busy(false));
    assertThat(acquisition.leavesTraces()).isTrue();
    assertThat(acquisition.seen().holder()).isEmpty();
  }

  @Test
  void held_triedOnce_isBusyNamingTheHolderAndLeavesNoTraces() {
    Acquisition acquisition = acquisition();
    acquisition.ask(false);

    assertThat(acquisition.onReply(held(), 0, MS)).isEqualTo(new Step.Busy(false));
    assertThat(acquisition.seen().holder()).contains(HOLDER);
    assertThat(acquisition.leavesTraces()).isFalse();
  }

  @Test
  void held_byAProcessThatKeepsIt_isBusySayingSo() {
    Acquisition acquisition = acquisition();
    acquisition.ask(false);

    assertThat(acquisition.onReply(kept(), 0, MS)).isEqualTo(new Step.Busy(true));
    assertThat(acquisition.seen().holder()).contains(HOLDER);
  }

  @Test
  void holder_seenTwice_isTheLastOne() {
    Acquisition acquisition = acquisition();
    assertThat(acquisition.seen().holder()).isEmpty();
    acquisition.onReply(queued(), 0, MS);
    acquisition.onReply(queued(0, "somebody new", noExpiry()), MS, 2 * MS);

    assertThat(acquisition.seen().holder()).contains("somebody new");
  }

  @Test
  void queued_behindOurOwn_restsForAClaim() {
    assertThat(acquisition().onReply(queued(), 0, MS)).isEqualTo(new Step.Await(MS + CLAIM * MS));
  }

  @Test
  void queued_behindAForeigner_restsForTheTimeBetweenChecks() {
    assertThat(acquisition().onReply(queued(0, FOREIGNER, millisLeft(20_000)), 0, MS))
        .isEqualTo(new Step.Await(MS + BETWEEN_CHECKS));
  }

  @Test
  void queued_forALockForEver_stillLooksEveryThreeSeconds() {
    assertThat(acquisition(FENCED, FOR_EVER).onReply(queued(0, HOLDER, noExpiry()), 0, MS))
        .isEqualTo(new Step.Await(MS + 3_000 * MS));
  }

  @Test
  void rejoined_granted_isHeldFromTheMomentOfSending() {
    Grant grant = grantOf(waitBegan().onRejoined(granted(), 5 * MS, 9 * MS));

    assertThat(grant.fences().first()).isEqualTo(FENCE);
    assertThat(grant.validUntil()).isEqualTo(Validity.afterReply(5 * MS, LEASE));
  }

  @Test
  void rejoined_grantedButOverWhenAnswered_isBusyAndLeavesTraces() {
    Acquisition acquisition = waitBegan();

    assertThat(acquisition.onRejoined(granted(), 0, Validity.afterReply(0, LEASE)))
        .isEqualTo(new Step.Busy(false));
    assertThat(acquisition.leavesTraces()).isTrue();
  }

  @Test
  void rejoined_queued_restsAndCanBePushedTo() {
    Acquisition acquisition = waitBegan();

    assertThat(acquisition.onRejoined(queued(), 0, MS)).isEqualTo(new Step.Await(MS + CLAIM * MS));
    assertThat(acquisition.seen().holder()).contains(HOLDER);
    assertThat(acquisition.leavesTraces()).isTrue();
    assertThat(acquisition.onGrant(push(5), 6 * MS)).isInstanceOf(Step.Acquired.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = ReleaseReply.class,
      names = {"DELETED", "OVERWRITTEN"})
  void rejoined_notOurs_asksAndQueues(ReleaseReply how) {
    Acquisition acquisition = waitBegan();

    assertThat(acquisition.onRejoined(new RejoinReply.NotQueued(how), 0, MS))
        .isEqualTo(new Step.Ask(true));
    assertThat(acquisition.leavesTraces()).isTrue();
  }

  @Test
  void foreignType_anyTime_isNotALock() {
    assertThat(acquisition().onReply(new Foreign("hash"), 0, MS))
        .isEqualTo(new Step.NotALock("hash"));
    assertThat(Given.waiting(FENCED, TERM).onReply(new Foreign("zset"), 2 * MS, 3 * MS))
        .isEqualTo(new Step.NotALock("zset"));
  }
}
