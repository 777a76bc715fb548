package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.FENCED;
import static dev.baton.internal.protocol.Given.HOLDER;
import static dev.baton.internal.protocol.Given.LEASE;
import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.TERM;
import static dev.baton.internal.protocol.Given.VERBATIM;
import static dev.baton.internal.protocol.Given.acquisition;
import static dev.baton.internal.protocol.Given.cut;
import static dev.baton.internal.protocol.Given.held;
import static dev.baton.internal.protocol.Given.push;
import static dev.baton.internal.protocol.Given.queued;
import static dev.baton.internal.protocol.Given.refusal;
import static dev.baton.internal.protocol.Given.waitBegan;
import static dev.baton.internal.protocol.Given.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.RejoinReply;
import dev.baton.internal.script.ReleaseReply;
import dev.baton.internal.script.RenewReply;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An acquisition some of whose commands are refused or not answered. */
class AcquisitionFaultTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void silence_beforeTheWait_fails(boolean queueing) {
    Acquisition acquisition = acquisition();
    acquisition.ask(queueing);
    BackendFault fault = cut(true);

    assertThat(acquisition.onFault(fault, MS)).isEqualTo(new Step.Failed(fault));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOADING", "NOPERM"})
  void refusal_beforeTheWait_fails(String code) {
    Acquisition acquisition = acquisition();
    acquisition.ask(false);
    acquisition.onReply(held(), 0, MS);
    BackendFault fault = refusal(code);

    assertThat(acquisition.onFault(fault, MS)).isEqualTo(new Step.Failed(fault));
  }

  @Test
  void inbox_forbidden_lockIsTriedBetweenChecksAndNeverQueuedFor() {
    Acquisition acquisition = acquisition();
    acquisition.ask(true);

    assertThat(acquisition.onNoInbox(refusal("NOPERM"))).isEqualTo(new Step.Ask(false));
    assertThat(acquisition.onReply(held(), MS, 2 * MS))
        .isEqualTo(new Step.Await(2 * MS + Given.BETWEEN_CHECKS));
    assertThat(acquisition.ask(true)).isEqualTo(new Step.Ask(false));
    assertThat(acquisition.leavesTraces()).isTrue();
  }

  @Test
  void inbox_notToBeHadNow_lockIsTriedAndTheInboxIsAskedForAgain() {
    Acquisition acquisition = acquisition();
    acquisition.ask(true);
    ConnectionFault shortage = new ConnectionFault("full", false, null);

    assertThat(acquisition.onNoInbox(shortage)).isEqualTo(new Step.Ask(false));
    assertThat(acquisition.polls()).isFalse();
    assertThat(acquisition.onReply(held(), MS, 2 * MS)).isEqualTo(new Step.Await(27 * MS));
    assertThat(acquisition.ask(true)).isEqualTo(new Step.Ask(true));
    assertThat(acquisition.onNoInbox(shortage)).isEqualTo(new Step.Ask(false));
    assertThat(acquisition.onReply(held(), MS, 2 * MS)).isEqualTo(new Step.Await(52 * MS));
  }

  @Test
  void move_beforeTheWait_isRetried() {
    Acquisition acquisition = acquisition();
    acquisition.ask(true);

    assertThat(restOf(acquisition.onFault(refusal("TRYAGAIN"), 7 * MS))).isEqualTo(25 * MS);
  }

  @Test
  void silence_duringTheWait_isRetriedWithGrowingBoundedRest() {
    Acquisition acquisition = waiting(FENCED, TERM);

    List<Long> rests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      rests.add(restOf(acquisition.onFault(cut(false), 7 * MS)));
      assertThat(acquisition.ask(true)).isEqualTo(new Step.Ask(true));
    }

    assertThat(rests)
        .containsExactly(
            25 * MS, 50 * MS, 100 * MS, 200 * MS, 400 * MS, 800 * MS, 800 * MS, 800 * MS);
  }

  @Test
  void silence_afterAnAnswer_restsShortlyAgain() {
    Acquisition acquisition = waiting(FENCED, TERM);
    acquisition.onFault(cut(false), 7 * MS);
    acquisition.onFault(cut(false), 7 * MS);
    acquisition.onReply(queued(), 6 * MS, 7 * MS);

    assertThat(restOf(acquisition.onFault(cut(false), 7 * MS))).isEqualTo(25 * MS);
  }

  @Test
  void silence_afterAConfirmation_isRetriedToo() {
    Acquisition acquisition = waiting(VERBATIM, TERM);
    acquisition.onGrant(push(5), 6 * MS);

    assertThat(restOf(acquisition.onFault(cut(true), 7 * MS))).isEqualTo(25 * MS);
  }

  @Test
  void silence_whenAPushComes_doesNotSpoilIt() {
    Acquisition acquisition = waiting(FENCED, TERM);
    acquisition.onFault(cut(true), 7 * MS);

    assertThat(acquisition.onGrant(push(8), 9 * MS)).isInstanceOf(Step.Acquired.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOADING",
        "MISCONF",
        "BUSY",
        "TRYAGAIN",
        "CLUSTERDOWN",
        "MASTERDOWN",
        "READONLY",
        "NOREPLICAS",
        "OOM"
      })
  void refusal_thatPasses_isRetriedDuringTheWait(String code) {
    assertThat(restOf(waiting(FENCED, TERM).onFault(refusal(code), 7 * MS))).isEqualTo(25 * MS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOPERM", "NOAUTH", "WRONGTYPE", "ERR", "NOSCRIPT", "loading", ""})
  void refusal_thatWillNotPass_failsDuringTheWaitToo(String code) {
    ServerError fault = refusal(code);

    assertThat(waiting(FENCED, TERM).onFault(fault, 7 * MS)).isEqualTo(new Step.Failed(fault));
  }

  @Test
  void silence_beforeAnyPlaceOfThoseWhoHaveWaited_isRetried() {
    assertThat(restOf(waitBegan().onFault(cut(true), 7 * MS))).isEqualTo(25 * MS);
    assertThat(restOf(waitBegan().onFault(refusal("LOADING"), 7 * MS))).isEqualTo(25 * MS);
  }

  @Test
  void refusal_thatWillNotPassOfThoseWhoHaveWaited_fails() {
    ServerError fault = refusal("NOPERM");

    assertThat(waitBegan().onFault(fault, 7 * MS)).isEqualTo(new Step.Failed(fault));
  }

  @Test
  void silence_afterARejoinThatWasNotOurs_restsShortlyAgain() {
    Acquisition acquisition = waitBegan();
    acquisition.onFault(cut(true), 7 * MS);
    acquisition.onRejoined(new RejoinReply.NotQueued(ReleaseReply.DELETED), 8 * MS, 9 * MS);

    assertThat(acquisition.seen().silence()).isEmpty();
    assertThat(restOf(acquisition.onFault(cut(true), 7 * MS))).isEqualTo(25 * MS);
  }

  @Test
  void silence_duringTheWait_isRememberedWithTheHolder() {
    Acquisition acquisition = waiting(FENCED, TERM);
    assertThat(acquisition.seen().silence()).isEmpty();
    BackendFault fault = cut(true);
    acquisition.onFault(fault, 7 * MS);

    assertThat(acquisition.seen().silence()).containsSame(fault);
    assertThat(acquisition.seen().holder()).contains(HOLDER);
  }

  @Test
  void silence_thenAnAnswer_isForgotten() {
    Acquisition acquisition = waiting(FENCED, TERM);
    acquisition.onFault(cut(true), 7 * MS);
    acquisition.onReply(queued(), 8 * MS, 9 * MS);

    assertThat(acquisition.seen().silence()).isEmpty();
    assertThat(acquisition.seen().holder()).contains(HOLDER);
  }

  @ParameterizedTest
  @CsvSource({
    "false, no fault,     false, false",
    "true,  no fault,     true,  false",
    "false, refused,      false, false",
    "true,  refused,      true,  false",
    "false, never sent,   false, false",
    "true,  never sent,   true,  false",
    "false, may have run, true,  true",
    "true,  may have run, true,  true",
  })
  void traces_firstCommand_areLeftIfItMayHaveChangedAnything(
      boolean queueing, String fault, boolean leavesTraces, boolean mayRunLate) {
    Acquisition acquisition = acquisition();
    acquisition.ask(queueing);
    switch (fault) {
      case "refused" -> acquisition.onFault(refusal("NOPERM"), MS);
      case "never sent" -> acquisition.onFault(cut(false), MS);
      case "may have run" -> acquisition.onFault(cut(true), MS);
      default -> {}
    }

    assertThat(acquisition.leavesTraces()).isEqualTo(leavesTraces);
    assertThat(acquisition.mayRunLate()).isEqualTo(mayRunLate);
  }

  @Test
  void traces_beforeAnything_areNone() {
    assertThat(acquisition().leavesTraces()).isFalse();
    assertThat(acquisition().mayRunLate()).isFalse();
  }

  @Test
  void traces_heldThenQueued_areLeft() {
    Acquisition acquisition = acquisition();
    acquisition.ask(false);
    acquisition.onReply(held(), 0, MS);
    acquisition.ask(true);

    assertThat(acquisition.leavesTraces()).isTrue();
    assertThat(acquisition.mayRunLate()).isFalse();
  }

  @Test
  void doubt_answeredLater_stays() {
    // The old connection's command can still be on its way to the server.
    Acquisition acquisition = waiting(FENCED, TERM);
    acquisition.onFault(cut(true), 7 * MS);
    acquisition.onReply(queued(), 8 * MS, 9 * MS);

    assertThat(acquisition.mayRunLate()).isTrue();
  }

  @Test
  void traces_leaseOverWhenConfirmed_areLeft() {
    Acquisition acquisition = waiting(VERBATIM, TERM);
    acquisition.onGrant(push(5), 6 * MS);
    acquisition.onConfirmed(RenewReply.RENEWED, 7 * MS, 2 * LEASE * MS);

    assertThat(acquisition.leavesTraces()).isTrue();
  }

  /** How long to rest from 7 ms on. */
  private static long restOf(Step step) {
    assertThat(step).isInstanceOf(Step.Await.class);
    return ((Step.Await) step).until() - 7 * MS;
  }
}
