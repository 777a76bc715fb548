package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The time side of a lease that goes from one thread of a process to the next. */
class TenurePassedTest {
  private static final long LEASE = 30_000;
  private static final long GRANTED = 1_000 * MS;
  private static final long VALID = Validity.afterReply(GRANTED, LEASE);
  private static final long LATER = GRANTED + 50 * MS;

  @Test
  void passed_renewed_endsAndIsRenewedAsBefore() {
    Tenure before = begin(LEASE, VALID, true, NEVER);
    Tenure passed = before.passed(LATER, NEVER);

    assertThat(passed.validUntil()).isEqualTo(VALID);
    assertThat(passed.due()).isEqualTo(before.due());
    assertThat(passed.renewalMillis(LATER)).isEqualTo(LEASE);
    assertThat(passed.since()).isEqualTo(LATER);
  }

  @Test
  void passed_maxHold_countsFromThePass() {
    Tenure passed = begin(LEASE, VALID, true, 5_000 * MS).passed(LATER, 5_000 * MS);

    assertThat(passed.endsAt()).isEqualTo(LATER + 5_000 * MS);
    assertThat(passed.validUntil()).isEqualTo(GRANTED + 5_000 * MS);
  }

  @Test
  void passed_maxHoldEndsTheLease_isRenewedForTheNextHolder() {
    // The first holder's end was near enough that no renewal was planned.
    long end = 30_000 * MS;
    Tenure late = begin(LEASE, VALID, true, end).renewed(GRANTED + 20_000 * MS, LEASE);
    assertThat(late.renewAt()).isEqualTo(NEVER);
    Tenure passed = late.passed(GRANTED + 20_001 * MS, end);

    assertThat(passed.renewAt()).isLessThan(passed.validUntil());
    assertThat(passed.renewalMillis(passed.renewAt())).isPositive();
  }

  @Test
  void passed_maxHoldNotRenewed_endsNoLaterThanTheLease() {
    Tenure passed = begin(LEASE, VALID, false, 60_000 * MS).passed(LATER, 60_000 * MS);

    assertThat(passed.validUntil()).isEqualTo(VALID);
    assertThat(passed.due()).isEqualTo(VALID);
  }

  @Test
  void passed_maxHoldShorterThanWhatIsLeft_endsThen() {
    Tenure passed = begin(LEASE, VALID, true, NEVER).passed(LATER, 5_000 * MS);

    assertThat(passed.validUntil()).isEqualTo(LATER + 5_000 * MS);
    assertThat(passed.endsByItself()).isTrue();
  }

  @Test
  void passed_claimNotRenewed_isRaisedForThoseWhoComeAfter() {
    Tenure claim =
        Tenure.begin(
            new Grant(
                Given.fences(1, 256),
                new byte[0],
                GRANTED,
                Validity.afterReply(GRANTED, 3_000),
                true,
                false),
            LEASE,
            false,
            NEVER);
    Tenure passed = claim.passed(LATER, NEVER);

    assertThat(passed.renewAt()).isEqualTo(claim.renewAt());
    assertThat(passed.renewalMillis(LATER)).isEqualTo(LEASE);
  }

  @Test
  void passed_forEver_staysSo() {
    Tenure forEver = begin(0, NEVER, false, NEVER);

    assertThat(forEver.passed(LATER, NEVER)).isEqualTo(forEver);
    assertThat(forEver.hasTimeForNext(Long.MAX_VALUE - 1)).isTrue();
  }

  @Test
  void passed_renewalUnderWay_itsAnswerCounts() {
    long askedAt = GRANTED + 10_000 * MS;
    Tenure passed = begin(LEASE, VALID, true, NEVER).resting().passed(askedAt + MS, NEVER);

    assertThat(passed.renewed(askedAt, LEASE).validUntil())
        .isEqualTo(Validity.afterReply(askedAt, LEASE));
  }

  @Test
  void passed_renewalUnderWay_isNotForgottenIfItIsNotAnswered() {
    Tenure passed = begin(LEASE, VALID, true, NEVER).resting().passed(LATER, NEVER);

    assertThat(passed.renewAt()).isLessThan(passed.validUntil());
  }

  @ParameterizedTest
  @CsvSource({"30000, 1500", "3000, 1500", "2000, 1000", "10, 5"})
  void hasTimeForNext_anyLease_halfOfItsClaimIsLeft(long lease, long millis) {
    long valid = Validity.afterReply(GRANTED, lease);
    Tenure tenure = begin(lease, valid, true, NEVER);

    assertThat(tenure.hasTimeForNext(valid - millis * MS)).isTrue();
    assertThat(tenure.hasTimeForNext(valid - millis * MS + 1)).isFalse();
    assertThat(tenure.hasTimeForNext(valid + MS)).isFalse();
  }

  private static Tenure begin(long lease, long validUntil, boolean autoRenew, long maxHoldNanos) {
    return Tenure.begin(
        new Grant(Given.fences(1, 256), new byte[0], GRANTED, validUntil, false, false),
        lease,
        autoRenew,
        maxHoldNanos);
  }
}
