package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.FENCE;
import static dev.baton.internal.protocol.Given.LEASE;
import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.SERVER;
import static dev.baton.internal.protocol.Given.TERM;
import static dev.baton.internal.protocol.Given.acquisition;
import static dev.baton.internal.protocol.Given.grantOf;
import static dev.baton.internal.protocol.Given.granted;
import static dev.baton.internal.protocol.Given.push;
import static dev.baton.internal.protocol.Given.waiting;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.RejoinReply;
import dev.baton.internal.script.ReleaseReply;
import dev.baton.internal.script.Request;
import org.junit.jupiter.api.Test;

/** What is asked for to be shared. */
class SharingTest {
  private static final Request READER =
      new Request("me.1", Request.Kind.share(1, 0, false), "t/".getBytes(UTF_8), 1);

  @Test
  void fences_ofThoseWhoShare_areOneForAll() {
    Fences shared = new Fences.Shared(FENCE);

    assertThat(shared.first()).isEqualTo(FENCE);
    assertThat(shared.last()).isEqualTo(FENCE);
    assertThat(shared.after(FENCE - 1)).isEqualTo(FENCE);
    assertThat(shared.after(FENCE)).isEqualTo(FENCE);
    assertThat(shared.mayGive(FENCE, Long.MAX_VALUE)).isTrue();
  }

  @Test
  void turn_ofThoseWhoShare_givesOneFenceAndReportsNone() {
    Turn turn =
        new Turn(grantOf(acquisition(READER, TERM).onReply(granted(), 0, MS)), false, false);

    assertThat(turn.wasHeld()).isFalse();
    assertThat(turn.next()).isEqualTo(FENCE);
    assertThat(turn.next()).isEqualTo(FENCE);
    assertThat(turn.wasHeld()).isTrue();
    assertThat(turn.lastGiven()).isEqualTo(FENCE);
    assertThat(turn.used()).isZero();
  }

  @Test
  void grant_ofAShare_byReplyAndByPush_hasTheValueOfTheRequest() {
    Grant replied = grantOf(acquisition(READER, TERM).onReply(granted(), 0, MS));
    Grant pushed = grantOf(waiting(READER, TERM).onGrant(push(5), 7 * MS));

    assertThat(replied.fences()).isEqualTo(new Fences.Shared(FENCE));
    assertThat(new String(replied.value(), UTF_8)).isEqualTo("t/me.1*1");
    assertThat(pushed.fences()).isEqualTo(new Fences.Shared(FENCE));
    assertThat(new String(pushed.value(), UTF_8)).isEqualTo("t/me.1*1");
    assertThat(pushed.claimed()).isTrue();
  }

  @Test
  void downgrade_granted_isAcquired() {
    Grant grant = grantOf(acquisition(READER, TERM).onDowngraded(granted(), 5 * MS, 9 * MS));

    assertThat(grant.grantedAt()).isEqualTo(5 * MS);
    assertThat(grant.validUntil()).isEqualTo(Validity.afterReply(5 * MS, LEASE));
    assertThat(grant.fences()).isEqualTo(new Fences.Shared(FENCE));
  }

  @Test
  void downgrade_ofWhatWasLost_isNotAskedForAnew() {
    Acquisition acquisition = acquisition(READER, TERM);
    Step step =
        acquisition.onDowngraded(new RejoinReply.NotQueued(ReleaseReply.DELETED), 5 * MS, 9 * MS);

    assertThat(step).isEqualTo(new Step.Busy(/* kept= */ false));
    assertThat(acquisition.seen().wasAnswered()).isTrue();
    assertThat(acquisition.leavesTraces()).isFalse();
  }

  @Test
  void range_next_isOneAbove() {
    FenceRange range = new FenceRange(5, 7, SERVER, 3 * MS);

    assertThat(range.after(4)).isEqualTo(5);
    assertThat(range.after(6)).isEqualTo(7);
    assertThat(range.heardAt()).isEqualTo(3 * MS);
    assertThat(range.serverMicros()).isEqualTo(SERVER);
    assertThat(range.first()).isEqualTo(5);
    assertThat(range.last()).isEqualTo(7);
  }
}
