package dev.baton.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/**
 * Bounds of leases against two simulated clocks: the client's, by which everything happens, and a
 * server's that drifts, counts in whole milliseconds, and may be set.
 */
class ValidityTest {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long MS = 1_000_000;
  private static final long DAY = 24 * 3_600_000L * MS;
  private static final long TEN_SECONDS = 10_000 * MS;

  @Provide
  Arbitrary<SimulatedServerClock> servers() {
    return SimulatedServerClock.any();
  }

  /** From the shortest to the longest that may be asked for, in ms. */
  @Provide
  Arbitrary<Long> leases() {
    return Arbitraries.longs().between(10, 365 * DAY / MS);
  }

  /** Of grants that are pushed, in ms. */
  @Provide
  Arbitrary<Long> claims() {
    return Arbitraries.longs().between(10, 3_000);
  }

  @Property
  void afterReply_anyDriftDelayAndRounding_isNotLaterThanTheServersEnd(
      @ForAll("servers") SimulatedServerClock server,
      @ForAll @LongRange(max = DAY) long sentAt,
      @ForAll @LongRange(max = TEN_SECONDS) long delay,
      @ForAll("leases") long lease,
      @ForAll boolean roundedDown) {
    assertThat(Validity.afterReply(sentAt, lease))
        .isLessThanOrEqualTo(server.endOf(sentAt + delay, lease, roundedDown));
  }

  @Property
  void afterReply_anyDriftDelayAndRounding_isEarlyByDelayDriftAndThreeMillisecondsAtMost(
      @ForAll("servers") SimulatedServerClock server,
      @ForAll @LongRange(max = DAY) long sentAt,
      @ForAll @LongRange(max = TEN_SECONDS) long delay,
      @ForAll("leases") long lease,
      @ForAll boolean roundedDown) {
    long end = server.endOf(sentAt + delay, lease, roundedDown);

    assertThat(end - Validity.afterReply(sentAt, lease))
        .isLessThanOrEqualTo(delay + lease * MS / 999 + 3 * MS);
  }

  @Property
  void grantedAt_pushedAfterTheReply_isNotLaterThanTheGrant(
      @ForAll("servers") SimulatedServerClock server,
      @ForAll @LongRange(max = DAY) long sentAt,
      @ForAll @LongRange(max = TEN_SECONDS) long delay,
      @ForAll @LongRange(max = 3 * DAY) long waited,
      @ForAll("claims") long claim,
      @ForAll boolean roundedDown) {
    long answeredAt = sentAt + delay;
    long grantedAt = answeredAt + waited;

    long bound =
        Validity.grantedAt(sentAt, server.microsAt(answeredAt), server.microsAt(grantedAt), NEVER);

    assertThat(bound).as("but for the microsecond").isLessThanOrEqualTo(grantedAt + 1_000);
    assertThat(Validity.afterReply(bound, claim))
        .isLessThanOrEqualTo(server.endOf(grantedAt, claim, roundedDown));
  }

  @Property
  void grantedAt_pushedAfterTheReply_isEarlyByDelayAndDriftAtMost(
      @ForAll("servers") SimulatedServerClock server,
      @ForAll @LongRange(max = DAY) long sentAt,
      @ForAll @LongRange(max = TEN_SECONDS) long delay,
      @ForAll @LongRange(max = 3 * DAY) long waited) {
    long grantedAt = sentAt + delay + waited;

    long bound =
        Validity.grantedAt(
            sentAt, server.microsAt(sentAt + delay), server.microsAt(grantedAt), NEVER);

    assertThat(grantedAt - bound).isLessThanOrEqualTo(delay + waited / 999 + 3_000);
  }

  @Property
  void grantedAt_serverClockSetMeanwhile_isNotLaterThanThePushWasHeard(
      @ForAll("servers") SimulatedServerClock server,
      @ForAll @LongRange(max = DAY) long sentAt,
      @ForAll @LongRange(max = 3 * DAY) long waited,
      @ForAll @LongRange(min = -DAY, max = DAY) long step,
      @ForAll @LongRange(max = TEN_SECONDS) long delay) {
    long grantedAt = sentAt + waited;

    long bound =
        Validity.grantedAt(
            sentAt,
            server.microsAt(sentAt),
            server.stepped(step).microsAt(grantedAt),
            grantedAt + delay);

    assertThat(bound).isLessThanOrEqualTo(grantedAt + delay);
  }

  @Test
  void grantedAt_serverClockSetForward_isWhenThePushWasHeard() {
    assertThat(Validity.grantedAt(0, 1_000, 3_600_000_000L, 7 * MS)).isEqualTo(7 * MS);
    assertThat(Validity.grantedAt(0, 1_000, Long.MAX_VALUE, 7 * MS)).isLessThanOrEqualTo(7 * MS);
  }

  @Test
  void afterReply_shortestLease_leavesSomethingOfIt() {
    assertThat(Validity.afterReply(0, 10)).isBetween(7 * MS, 8 * MS);
  }

  @Test
  void afterReply_thirtySeconds_isFifteenMillisecondsOfDriftAndTheMarginEarly() {
    assertThat(Validity.afterReply(7, 30_000)).isEqualTo(7 + 30_000 * MS - 15 * MS - 500 - 2 * MS);
  }
}
