package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.CLAIM;
import static dev.baton.internal.protocol.Given.FENCE;
import static dev.baton.internal.protocol.Given.FENCED;
import static dev.baton.internal.protocol.Given.FOR_EVER;
import static dev.baton.internal.protocol.Given.HOLDER;
import static dev.baton.internal.protocol.Given.LEASE;
import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.NEVER;
import static dev.baton.internal.protocol.Given.SERVER;
import static dev.baton.internal.protocol.Given.SHORT_TERM;
import static dev.baton.internal.protocol.Given.SPAN;
import static dev.baton.internal.protocol.Given.TERM;
import static dev.baton.internal.protocol.Given.VERBATIM;
import static dev.baton.internal.protocol.Given.acquisition;
import static dev.baton.internal.protocol.Given.cut;
import static dev.baton.internal.protocol.Given.grantOf;
import static dev.baton.internal.protocol.Given.millisLeft;
import static dev.baton.internal.protocol.Given.push;
import static dev.baton.internal.protocol.Given.waiting;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.AcquireReply.Queued;
import dev.baton.internal.script.Push;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.Term;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An acquisition to which a grant is pushed. */
class AcquisitionPushTest {
  private static final long SENT = 600 * MS;

  @Test
  void push_inTime_isAClaimPlacedAfterTheLastAnswer() {
    Grant grant = grantOf(waiting(FENCED, TERM).onGrant(push(500), 502 * MS));

    long grantedAt = Validity.grantedAt(0, SERVER, SERVER + 500_000, NEVER);
    assertThat(grant.fences().first()).isEqualTo(FENCE);
    assertThat(grant.value()).isEqualTo("java@host:7/me.1#42".getBytes(UTF_8));
    assertThat(grant.grantedAt()).isEqualTo(grantedAt);
    assertThat(grant.validUntil()).isEqualTo(Validity.afterReply(grantedAt, CLAIM));
    assertThat(grant.claimed()).isTrue();
  }

  @Test
  void push_leaseAsShortAsTheClaim_isTheWholeLease() {
    assertThat(grantOf(waiting(FENCED, SHORT_TERM).onGrant(push(5), 7 * MS)).claimed()).isFalse();
  }

  @Test
  void push_polledAgainMeanwhile_isPlacedAfterTheNewestAnswer() {
    Acquisition acquisition = waiting(FENCED, TERM);
    acquisition.onReply(new Queued(0, SERVER + 400_000, HOLDER, millisLeft(9)), 400 * MS, 401 * MS);

    Grant grant = grantOf(acquisition.onGrant(push(500), 502 * MS));
    assertThat(grant.grantedAt())
        .isEqualTo(Validity.grantedAt(400 * MS, SERVER + 400_000, SERVER + 500_000, NEVER));
  }

  @Test
  void push_claimOverWhenItArrives_asksAgain() {
    long over = Validity.afterReply(Validity.grantedAt(0, SERVER, SERVER + 500_000, NEVER), CLAIM);
    assertThat(waiting(FENCED, TERM).onGrant(push(500), over)).isEqualTo(new Step.Ask(true));
    assertThat(waiting(FENCED, TERM).onGrant(push(500), over - 1))
        .isInstanceOf(Step.Acquired.class);
  }

  @Test
  void push_beforeAnyPlaceIsKnown_asksAgain() {
    Acquisition acquisition = acquisition();
    acquisition.ask(true);

    assertThat(acquisition.onGrant(push(0), MS)).isEqualTo(new Step.Ask(true));
  }

  @Test
  void push_olderThanTheLastAnswer_asksAgain() {
    // The push connection stalled, the claim ended, and a poll queued us anew: then it arrives.
    Acquisition acquisition = waiting(FENCED, TERM);
    acquisition.onReply(
        new Queued(0, SERVER + 5_000_000, HOLDER, millisLeft(9)), 5_000 * MS, 5_001 * MS);

    assertThat(acquisition.onGrant(push(10), 5_002 * MS)).isEqualTo(new Step.Ask(true));
  }

  @Test
  void push_olderThanTheLastAnswerYetWithinItsClaim_asksAgain() {
    // What was granted before the answer was not ours any more when it was given.
    assertThat(waiting(FENCED, TERM).onGrant(push(-1), 2 * MS)).isEqualTo(new Step.Ask(true));
  }

  @Test
  void push_afterAnInterruption_asksAgainSinceAnotherServerMayHaveSentIt() {
    Acquisition acquisition = waiting(FENCED, TERM);
    acquisition.onInterruption(100 * MS);

    assertThat(acquisition.onGrant(push(500), 502 * MS)).isEqualTo(new Step.Ask(true));
  }

  @Test
  void push_afterAnInterruptionAndAnAnswerToAnEarlierCommand_asksAgain() {
    Acquisition acquisition = waiting(FENCED, TERM);
    acquisition.onInterruption(100 * MS);
    acquisition.onReply(new Queued(0, SERVER + 99_000, HOLDER, millisLeft(9)), 99 * MS, 101 * MS);

    assertThat(acquisition.onGrant(push(500), 502 * MS)).isEqualTo(new Step.Ask(true));
  }

  @Test
  void push_afterAnInterruptionAndAnAnswerToALaterCommand_isPlacedAfterThatAnswer() {
    Acquisition acquisition = waiting(FENCED, TERM);
    acquisition.onInterruption(100 * MS);
    acquisition.onReply(new Queued(0, SERVER + 100_000, HOLDER, millisLeft(9)), 100 * MS, 101 * MS);

    assertThat(grantOf(acquisition.onGrant(push(500), 502 * MS)).grantedAt())
        .isEqualTo(Validity.grantedAt(100 * MS, SERVER + 100_000, SERVER + 500_000, NEVER));
  }

  @Test
  void fault_afterAnInterruption_doesNotEndAWaitThatHasBegun() {
    Acquisition acquisition = waiting(FENCED, TERM);
    acquisition.onInterruption(100 * MS);

    assertThat(acquisition.onFault(cut(true), 101 * MS)).isInstanceOf(Step.Await.class);
  }

  @Test
  void push_serverClockSetForward_isNotPlacedInTheFuture() {
    long anHour = 3_600_000;
    Grant grant = grantOf(waiting(FENCED, TERM).onGrant(push(anHour), 10 * MS));

    assertThat(grant.grantedAt()).isEqualTo(10 * MS);
    assertThat(grant.validUntil()).isEqualTo(Validity.afterReply(10 * MS, CLAIM));
  }

  @Test
  void push_verbatimToken_needsToBeConfirmed() {
    assertConfirmed(VERBATIM, TERM, VERBATIM.token());
  }

  @Test
  void push_forEver_needsToBeConfirmed() {
    assertConfirmed(FENCED, FOR_EVER, "java@host:7/me.1#42".getBytes(UTF_8));
  }

  @Test
  void push_lateForItsClaimAndUnconfirmed_asksAgainRatherThanConfirm() {
    assertThat(waiting(VERBATIM, TERM).onGrant(push(5), 5_000 * MS)).isEqualTo(new Step.Ask(true));
  }

  @Test
  void confirmed_ours_isTheWholeLeaseFromTheConfirmation() {
    Grant grant = grantOf(confirming(VERBATIM, TERM).onConfirmed(RenewReply.RENEWED, SENT, SENT));

    assertThat(grant.fences().first()).isEqualTo(FENCE);
    assertThat(grant.grantedAt()).isEqualTo(Validity.grantedAt(0, SERVER, SERVER + 500_000, NEVER));
    assertThat(grant.validUntil()).isEqualTo(Validity.afterReply(SENT, LEASE));
    assertThat(grant.claimed()).isFalse();
  }

  @Test
  void confirmed_forEver_isHeldForEver() {
    Grant grant = grantOf(confirming(FENCED, FOR_EVER).onConfirmed(RenewReply.RENEWED, SENT, SENT));

    assertThat(grant.validUntil()).isEqualTo(NEVER);
    assertThat(grant.claimed()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = RenewReply.class,
      names = {"DELETED", "OVERWRITTEN"})
  void confirmed_notOurs_asksAgain(RenewReply reply) {
    assertThat(confirming(VERBATIM, TERM).onConfirmed(reply, SENT, SENT))
        .isEqualTo(new Step.Ask(true));
  }

  @Test
  void confirmed_leaseOverWhenAnswered_isNotReportedButAskedAgain() {
    assertThat(confirming(VERBATIM, TERM).onConfirmed(RenewReply.RENEWED, SENT, SENT + LEASE * MS))
        .isEqualTo(new Step.Ask(true));
  }

  @Test
  void push_spanOfFences_isFromTheFirstToTheLast() {
    assertThat(grantOf(waiting(FENCED, TERM).onGrant(push(5), 7 * MS)).fences().last())
        .isEqualTo(FENCE + SPAN - 1);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "7, true"})
  void push_waitersBehindUs_othersWait(long waiting, boolean othersWait) {
    Push.Granted push = new Push.Granted("me.1", FENCE, SERVER + 5_000, waiting);
    assertThat(grantOf(waiting(FENCED, TERM).onGrant(push, 7 * MS)).othersWait())
        .isEqualTo(othersWait);

    Acquisition confirming = waiting(VERBATIM, TERM);
    confirming.onGrant(push, 7 * MS);
    assertThat(grantOf(confirming.onConfirmed(RenewReply.RENEWED, SENT, SENT)).othersWait())
        .isEqualTo(othersWait);
  }

  @Test
  void confirmed_withoutAPush_asksAgain() {
    assertThat(waiting(VERBATIM, TERM).onConfirmed(RenewReply.RENEWED, SENT, SENT))
        .isEqualTo(new Step.Ask(true));
  }

  private static void assertConfirmed(Request request, Term term, byte[] value) {
    Step step = waiting(request, term).onGrant(push(500), 502 * MS);
    assertThat(step).isInstanceOf(Step.Confirm.class);
    assertThat(((Step.Confirm) step).value()).isEqualTo(value);
  }

  /** One whose push has come and whose confirmation is under way. */
  private static Acquisition confirming(Request request, Term term) {
    Acquisition acquisition = waiting(request, term);
    assertThat(acquisition.onGrant(push(500), 502 * MS)).isInstanceOf(Step.Confirm.class);
    return acquisition;
  }
}
