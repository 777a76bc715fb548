package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.FenceRange.MOST_AHEAD;
import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.SERVER;
import static dev.baton.internal.protocol.Given.acquisition;
import static dev.baton.internal.protocol.Given.grantOf;
import static dev.baton.internal.protocol.Given.granted;
import static dev.baton.internal.protocol.Given.push;
import static dev.baton.internal.protocol.Given.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FenceRangeTest {
  private static final long HEARD = 5 * MS;
  private static final FenceRange OF_THE_CLOCK =
      new FenceRange(SERVER, SERVER + 1_000_000, SERVER, HEARD);
  private static final FenceRange OF_A_FORGOTTEN_LOCK =
      new FenceRange(SERVER + MOST_AHEAD, SERVER + 1_000_000, SERVER, HEARD);

  @Provide
  Arbitrary<SimulatedServerClock> servers() {
    return SimulatedServerClock.any();
  }

  @Test
  void mayGive_upToTheLast_ifTheClockIsNear() {
    FenceRange few = new FenceRange(SERVER, SERVER + 255, SERVER, HEARD);

    assertThat(few.mayGive(SERVER + 255, HEARD)).isTrue();
    assertThat(few.mayGive(SERVER + 256, HEARD)).isFalse();
  }

  @Test
  void mayGive_fasterThanTheClock_forSixtyFiveMillisecondsOnly() {
    assertThat(OF_THE_CLOCK.mayGive(SERVER + MOST_AHEAD - 1, HEARD)).isTrue();
    assertThat(OF_THE_CLOCK.mayGive(SERVER + MOST_AHEAD + 1, HEARD)).isFalse();
    assertThat(OF_THE_CLOCK.mayGive(SERVER + MOST_AHEAD + 1, HEARD + 2_000)).isTrue();
  }

  @Test
  void mayGive_ofALockThatWasForgotten_oneForEachMicrosecond() {
    assertThat(OF_A_FORGOTTEN_LOCK.mayGive(SERVER + MOST_AHEAD + 1, HEARD)).isFalse();
    assertThat(OF_A_FORGOTTEN_LOCK.mayGive(SERVER + MOST_AHEAD + 1, HEARD + 2_000)).isTrue();
    assertThat(OF_A_FORGOTTEN_LOCK.mayGive(SERVER + MOST_AHEAD + 3, HEARD + 2_000)).isFalse();
  }

  @Property
  void mayGive_anyDriftAndDelay_isExceededByTheFirstFenceAfterALoss(
      @ForAll("servers") SimulatedServerClock server,
      @ForAll @LongRange(max = 10_000 * MS) long delay,
      @ForAll @LongRange(max = 60_000 * MS) long held,
      @ForAll @LongRange(max = 1_000_000) long passes,
      @ForAll @LongRange(max = MOST_AHEAD) long ahead) {
    long first = server.microsAt(0) + ahead;
    FenceRange range = new FenceRange(first, Long.MAX_VALUE, server.microsAt(0), delay);
    long now = delay + held;

    if (range.mayGive(first + passes, now)) {
      assertThat(first + passes).isLessThanOrEqualTo(server.microsAt(now) + MOST_AHEAD);
    }
  }

  @Test
  void grants_byReplyAndByPush_countFromWhenTheyWereHeard() {
    assertThat(grantOf(acquisition().onReply(granted(), 0, 3 * MS)).fences())
        .asInstanceOf(type(FenceRange.class))
        .extracting(FenceRange::serverMicros, FenceRange::heardAt)
        .containsExactly(SERVER, 3 * MS);
    assertThat(grantOf(waiting(Given.FENCED, Given.TERM).onGrant(push(5), 7 * MS)).fences())
        .asInstanceOf(type(FenceRange.class))
        .extracting(FenceRange::serverMicros, FenceRange::heardAt)
        .containsExactly(SERVER + 5_000, 7 * MS);
  }
}
