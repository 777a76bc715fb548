package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.FENCED;
import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.SERVER;
import static dev.baton.internal.protocol.Given.TERM;
import static dev.baton.internal.protocol.Given.acquisition;
import static dev.baton.internal.protocol.Given.grantOf;
import static dev.baton.internal.protocol.Given.held;
import static dev.baton.internal.protocol.Given.millisLeft;
import static dev.baton.internal.protocol.Given.push;
import static dev.baton.internal.protocol.Given.queued;
import static dev.baton.internal.protocol.Given.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.AcquireReply.Delayed;
import dev.baton.internal.script.AcquireReply.Quarantined;
import org.junit.jupiter.api.Test;

/** An acquisition of a lock that is granted to nobody for some time. */
class AcquisitionQuarantineTest {
  private static final Delayed DELAYED = new Delayed(0, SERVER, millisLeft(5_000));

  @Test
  void quarantined_tried_isBusyAndTellsForHowLong() {
    Acquisition acquisition = acquisition();
    acquisition.ask(false);

    assertThat(acquisition.onReply(new Quarantined(millisLeft(5_000)), 0, MS))
        .isEqualTo(new Step.Busy(/* kept= */ false));
    assertThat(acquisition.seen().quarantine(2 * MS)).hasValue(4_999 * MS);
    assertThat(acquisition.seen().quarantine(9_000 * MS)).hasValue(0);
    assertThat(acquisition.seen().holder()).isEmpty();
  }

  @Test
  void delayed_waiting_waitsForTheEndAndTellsForHowLong() {
    Acquisition acquisition = acquisition();
    acquisition.ask(true);

    assertThat(acquisition.onReply(DELAYED, 0, MS)).isEqualTo(new Step.Await(5_011 * MS));
    assertThat(acquisition.seen().quarantine(MS)).hasValue(5_000 * MS);
  }

  @Test
  void delayed_heldBefore_knowsOfNoHolderAnyMore() {
    Acquisition acquisition = waiting(FENCED, TERM);
    assertThat(acquisition.seen().quarantine(MS)).isEmpty();
    acquisition.onReply(DELAYED, MS, 2 * MS);

    assertThat(acquisition.seen().holder()).isEmpty();
    acquisition.onReply(queued(), 3 * MS, 4 * MS);
    assertThat(acquisition.seen().quarantine(5 * MS)).isEmpty();
    acquisition.onReply(DELAYED, 6 * MS, 7 * MS);
    acquisition.onReply(held(), 8 * MS, 9 * MS);
    assertThat(acquisition.seen().quarantine(10 * MS)).isEmpty();
  }

  @Test
  void push_afterADelay_isDatedByIt() {
    Acquisition acquisition = acquisition();
    acquisition.ask(true);
    acquisition.onReply(DELAYED, 0, MS);

    assertThat(grantOf(acquisition.onGrant(push(500), 502 * MS)).grantedAt())
        .isEqualTo(Validity.grantedAt(0, SERVER, SERVER + 500_000, Long.MAX_VALUE));
  }

  @Test
  void rejoined_delayed_waitsForTheEnd() {
    Acquisition acquisition = Given.waitBegan();

    assertThat(acquisition.onRejoined(DELAYED, 0, MS)).isEqualTo(new Step.Await(5_011 * MS));
    assertThat(acquisition.leavesTraces()).isTrue();
  }
}
