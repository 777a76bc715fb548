package dev.baton.internal.protocol;

import static dev.baton.RandomCases.forAll;
import static dev.baton.RandomCases.oneOf;
import static dev.baton.RandomCases.sizeUpTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Bounds of leases against two simulated clocks: the client's, by which everything happens, and a
 * server's that drifts and counts in whole milliseconds.
 */
class ValidityTest {
  private static final int CASES = 3_000;
  private static final long NEVER = Long.MAX_VALUE;
  private static final long MS = 1_000_000;
  private static final long DAY = 24 * 3_600_000L;
  private static final long MOST_DRIFT = 500_000;

  /**
   * The server's clock in client's time.
   *
   * @param drift how many nanoseconds it gains in a second
   * @param offset what it shows at zero, in nanoseconds
   */
  private record ServerClock(long drift, long offset) {
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);
    private static final MathContext EXACT_ENOUGH = new MathContext(40);

    static ServerClock any(RandomGenerator random) {
      long drift = random.nextLong(-MOST_DRIFT, MOST_DRIFT + 1);
      return new ServerClock(
          oneOf(random, drift, -MOST_DRIFT, 0, MOST_DRIFT),
          1_700_000_000_000_000_000L + random.nextLong(1_000 * MS));
    }

    long nanosAt(long instant) {
      BigDecimal shown =
          rate().multiply(BigDecimal.valueOf(instant)).add(BigDecimal.valueOf(offset));
      return shown.setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    long microsAt(long instant) {
      return nanosAt(instant) / 1_000;
    }

    /** The first instant at which it can show a time. */
    long instantOf(long nanos) {
      return BigDecimal.valueOf(nanos - offset)
          .divide(rate(), EXACT_ENOUGH)
          .setScale(0, RoundingMode.CEILING)
          .longValueExact();
    }

    /** When a key goes that was given a lifetime at an instant; a millisecond less if `short`. */
    long endOf(long instant, long lifetimeMillis, boolean roundedDown) {
      long end = nanosAt(instant) / MS + lifetimeMillis - (roundedDown ? 1 : 0);
      return instantOf(end * MS);
    }

    private BigDecimal rate() {
      return BigDecimal.ONE.add(BigDecimal.valueOf(drift).divide(BILLION));
    }
  }

  @Test
  void afterReply_anyDriftDelayAndRounding_isNotLaterThanTheServersEnd() {
    forAll(
        CASES,
        random -> {
          ServerClock server = ServerClock.any(random);
          long sentAt = random.nextLong(DAY * MS);
          long receivedAt = sentAt + sizeUpTo(random, 10_000 * MS);
          long lease = 10 + sizeUpTo(random, 365 * DAY - 10);

          assertThat(Validity.afterReply(sentAt, lease))
              .as("lease of %s ms sent at %s on %s", lease, sentAt, server)
              .isLessThanOrEqualTo(server.endOf(receivedAt, lease, random.nextBoolean()));
        });
  }

  @Test
  void afterReply_anyDriftDelayAndRounding_isEarlyByDelayDriftAndThreeMillisecondsAtMost() {
    forAll(
        CASES,
        random -> {
          ServerClock server = ServerClock.any(random);
          long sentAt = random.nextLong(DAY * MS);
          long delay = sizeUpTo(random, 10_000 * MS);
          long lease = 10 + sizeUpTo(random, 365 * DAY - 10);

          long end = server.endOf(sentAt + delay, lease, random.nextBoolean());
          assertThat(end - Validity.afterReply(sentAt, lease))
              .as("lease of %s ms answered after %s on %s", lease, delay, server)
              .isLessThanOrEqualTo(delay + lease * MS / 999 + 3 * MS);
        });
  }

  @Test
  void grantedAt_pushedAfterTheReply_isNotLaterThanTheGrant() {
    forAll(
        CASES,
        random -> {
          ServerClock server = ServerClock.any(random);
          long sentAt = random.nextLong(DAY * MS);
          long answeredAt = sentAt + sizeUpTo(random, 10_000 * MS);
          long grantedAt = answeredAt + sizeUpTo(random, 3 * DAY * MS);
          long claim = 10 + sizeUpTo(random, 2_990);

          long bound =
              Validity.grantedAt(
                  sentAt, server.microsAt(answeredAt), server.microsAt(grantedAt), NEVER);
          assertThat(bound)
              .as("%s after the reply, but for the microsecond", grantedAt - answeredAt)
              .isLessThanOrEqualTo(grantedAt + 1_000);
          assertThat(Validity.afterReply(bound, claim))
              .isLessThanOrEqualTo(server.endOf(grantedAt, claim, random.nextBoolean()));
        });
  }

  @Test
  void grantedAt_pushedAfterTheReply_isEarlyByDelayAndDriftAtMost() {
    forAll(
        CASES,
        random -> {
          ServerClock server = ServerClock.any(random);
          long sentAt = random.nextLong(DAY * MS);
          long delay = sizeUpTo(random, 10_000 * MS);
          long waited = sizeUpTo(random, 3 * DAY * MS);
          long grantedAt = sentAt + delay + waited;

          long bound =
              Validity.grantedAt(
                  sentAt, server.microsAt(sentAt + delay), server.microsAt(grantedAt), NEVER);
          assertThat(grantedAt - bound)
              .as("waited %s on %s", waited, server)
              .isLessThanOrEqualTo(delay + waited / 999 + 3_000);
        });
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
