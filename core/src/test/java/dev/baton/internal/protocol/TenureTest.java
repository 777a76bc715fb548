package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The time side of a lease, event by event. */
class TenureTest {
  private static final long LEASE = 30_000;
  private static final long GRANTED = 1_000 * MS;
  private static final long VALID = Validity.afterReply(GRANTED, LEASE);

  @Test
  void begin_renewed_isDueAtAThirdOfWhatIsValid() {
    Tenure tenure = begin(true, NEVER);

    assertThat(tenure.validUntil()).isEqualTo(VALID);
    assertThat(tenure.renewAt()).isEqualTo(GRANTED + (VALID - GRANTED) / 3);
    assertThat(tenure.due()).isEqualTo(tenure.renewAt());
    assertThat(tenure.renewalMillis(tenure.due())).isEqualTo(LEASE);
    assertThat(tenure.endless()).isFalse();
  }

  @Test
  void begin_notRenewed_isDueAtItsEndOnly() {
    Tenure tenure = begin(false, NEVER);

    assertThat(tenure.renewAt()).isEqualTo(NEVER);
    assertThat(tenure.due()).isEqualTo(VALID);
  }

  @Test
  void begin_forEver_isNeverDue() {
    Tenure tenure = Tenure.begin(grant(NEVER, false), 0, false, NEVER);

    assertThat(tenure.due()).isEqualTo(NEVER);
    assertThat(tenure.endless()).isTrue();
  }

  @Test
  void begin_maxHoldShorterThanTheLease_endsThen() {
    assertThat(begin(true, 5_000 * MS).validUntil()).isEqualTo(GRANTED + 5_000 * MS);
  }

  @Test
  void begin_claim_isRaisedAtAThirdOfTheClaimWhetherRenewedOrNot() {
    for (boolean autoRenew : new boolean[] {true, false}) {
      Tenure tenure = claim(autoRenew);
      assertThat(tenure.validUntil()).isEqualTo(Validity.afterReply(GRANTED, 3_000));
      assertThat(tenure.renewAt()).isBetween(GRANTED + 990 * MS, GRANTED + 1_000 * MS);
    }
  }

  @Test
  void renewed_renewing_isValidForALeaseMoreAndDueAtAThirdOfIt() {
    long askedAt = GRANTED + 10_000 * MS;
    Tenure tenure = begin(true, NEVER).resting().renewed(askedAt, LEASE);

    assertThat(tenure.validUntil()).isEqualTo(Validity.afterReply(askedAt, LEASE));
    assertThat(tenure.renewAt()).isEqualTo(askedAt + LEASE * MS / 3);
  }

  @Test
  void renewed_claimWithRenewal_isAWholeLeaseFromThen() {
    long askedAt = GRANTED + 1_000 * MS;
    Tenure tenure = claim(true);
    assertThat(tenure.renewalMillis(askedAt)).isEqualTo(LEASE);

    assertThat(tenure.renewed(askedAt, LEASE).validUntil())
        .isEqualTo(Validity.afterReply(askedAt, LEASE));
  }

  @Test
  void renewed_claimWithoutRenewal_endsALeaseAfterTheGrantAndIsNotRenewedAgain() {
    long askedAt = GRANTED + 1_000 * MS;
    Tenure tenure = claim(false);
    assertThat(tenure.renewalMillis(askedAt)).isEqualTo(LEASE - 1_000);

    Tenure raised = tenure.resting().renewed(askedAt, LEASE - 1_000);
    assertThat(raised.validUntil())
        .isEqualTo(Validity.afterReply(askedAt, LEASE - 1_000))
        .isBetween(GRANTED + LEASE * MS - 20 * MS, GRANTED + LEASE * MS);
    assertThat(raised.renewAt()).isEqualTo(NEVER);
  }

  @Test
  void renewalMillis_fractionOfAMillisecond_isRoundedDown() {
    assertThat(claim(false).renewalMillis(GRANTED + 1_000 * MS + 1)).isEqualTo(LEASE - 1_001);
  }

  @Test
  void renewalMillis_lateRaiseOfAClaim_asksForWhatIsLeft() {
    assertThat(claim(false).renewalMillis(GRANTED + LEASE * MS - 10 * MS)).isEqualTo(10);
    assertThat(claim(false).renewalMillis(GRANTED + LEASE * MS - 10 * MS + 1)).isZero();
    assertThat(claim(false).renewalMillis(GRANTED + 2 * LEASE * MS)).isZero();
  }

  @Test
  void renewed_anyNumberOfTimes_neverOutlastsMaxHold() {
    long endsAt = GRANTED + 100_000 * MS;
    Tenure tenure = lastOf(begin(true, 100_000 * MS), 0);

    assertThat(tenure.validUntil()).isBetween(endsAt - 20 * MS, endsAt);
    assertThat(tenure.renewAt()).isEqualTo(NEVER);
  }

  @ParameterizedTest
  @CsvSource({"100000, 0", "100000, 3", "5000, 0", "5000, 40", "30000, 1", "600000, 7"})
  void end_renewedUntilMaxHold_isThatOfMaxHold(long maxHold, long lateness) {
    Tenure tenure = beginWithin(maxHold);
    assertThat(lastOf(tenure, lateness).endsByItself()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"10", "5000", "20000", "3600000", "31536000000"})
  void end_leaseThatLastsUntilMaxHold_isThatOfMaxHold(long maxHold) {
    Grant grant = grant(Validity.afterReply(GRANTED, maxHold), false);

    assertThat(Tenure.begin(grant, maxHold, false, maxHold * MS).endsByItself()).isTrue();
  }

  @Test
  void end_renewalsUnanswered_isNotThatOfMaxHold() {
    assertThat(begin(true, 100_000 * MS).endsByItself()).isFalse();
    assertThat(begin(true, NEVER).endsByItself()).isFalse();
    assertThat(begin(true, 100_000 * MS).unanswered(VALID - MS).endsByItself()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"10, 5", "100, 5", "1000, 50", "10000, 500", "30000, 1000", "86400000, 1000"})
  void unanswered_anyLease_isTriedAgainSoonWithinBounds(long lease, long restMillis) {
    Tenure tenure = Tenure.begin(grant(VALID, false), lease, true, NEVER);

    assertThat(tenure.resting().unanswered(GRANTED).renewAt()).isEqualTo(GRANTED + restMillis * MS);
  }

  @Test
  void unanswered_anyNumberOfTimes_isDueAtItsEndAtLast() {
    Tenure tenure = begin(true, NEVER);
    int retries = 0;
    while (tenure.renewAt() < tenure.validUntil()) {
      tenure = tenure.resting().unanswered(tenure.due());
      retries++;
    }
    assertThat(retries).isBetween(15, 25);
    assertThat(tenure.due()).isEqualTo(VALID);
  }

  @Test
  void renewed_olderThanTheNewest_doesNotCount() {
    Tenure newest = begin(true, NEVER).renewed(GRANTED + 20_000 * MS, LEASE);

    assertThat(newest.renewed(GRANTED + 10_000 * MS, LEASE)).isEqualTo(newest);
  }

  @Test
  void renewed_answerToAnUnansweredOne_counts() {
    long askedAt = GRANTED + 10_000 * MS;
    Tenure tenure = begin(true, NEVER).resting().unanswered(askedAt + 100 * MS);

    assertThat(tenure.renewed(askedAt, LEASE).validUntil())
        .isEqualTo(Validity.afterReply(askedAt, LEASE));
  }

  @Test
  void asking_shorter_endsEarlierBeforeItIsAnswered() {
    long askedAt = GRANTED + 5_000 * MS;
    Tenure tenure = begin(true, NEVER).asking(askedAt, 1_000);

    assertThat(tenure.validUntil()).isEqualTo(Validity.afterReply(askedAt, 1_000));
    assertThat(tenure.renewed(askedAt, 1_000).validUntil())
        .isEqualTo(Validity.afterReply(askedAt, 1_000));
  }

  @Test
  void asking_unanswered_mayBeTheLongestLeaseThatWasEverGiven() {
    Tenure longer = begin(true, NEVER).asking(GRANTED, 60_000);

    assertThat(begin(true, NEVER).longestMillis()).isEqualTo(LEASE);
    assertThat(longer.longestMillis()).isEqualTo(60_000);
    assertThat(longer.asking(GRANTED, 10).renewed(GRANTED, 10).longestMillis()).isEqualTo(60_000);
    assertThat(longer.passed(GRANTED, NEVER).doubted(GRANTED).resting().longestMillis())
        .isEqualTo(60_000);
  }

  @Test
  void asking_ofALeaseForEver_mayStayForEver() {
    Grant forEver = new Grant(Given.fences(1, 1), new byte[0], GRANTED, NEVER, false, false);
    Tenure tenure = Tenure.begin(forEver, 0, /* autoRenew= */ false, NEVER);

    assertThat(tenure.longestMillis()).isZero();
    assertThat(tenure.asking(GRANTED, 10).longestMillis()).isZero();
  }

  @Test
  void asking_longer_endsLaterOnceItIsAnswered() {
    long askedAt = GRANTED + 5_000 * MS;
    Tenure tenure = begin(false, NEVER).asking(askedAt, 60_000);

    assertThat(tenure.validUntil()).isEqualTo(VALID);
    assertThat(tenure.renewed(askedAt, 60_000).validUntil())
        .isEqualTo(Validity.afterReply(askedAt, 60_000));
  }

  @Test
  void asking_renewing_goesOnWithTheNewLease() {
    long askedAt = GRANTED + 5_000 * MS;
    Tenure tenure = begin(true, NEVER).asking(askedAt, 60_000).renewed(askedAt, 60_000);

    assertThat(tenure.renewAt()).isEqualTo(askedAt + 20_000 * MS);
    assertThat(tenure.renewalMillis(tenure.renewAt())).isEqualTo(60_000);
  }

  @Test
  void asking_notRenewing_countsFromTheAsking() {
    Tenure tenure = claim(false).asking(GRANTED + 500 * MS, 60_000);

    assertThat(tenure.renewalMillis(GRANTED + 1_000 * MS)).isEqualTo(60_000 - 500);
  }

  @Test
  void asking_renewalBegunBeforeAndSentAfter_doesNotPutTheEndOff() {
    Tenure asked = begin(true, NEVER).resting().asking(GRANTED, 1_000);

    assertThat(asked.renewed(GRANTED + 1, 30_000).validUntil())
        .isLessThanOrEqualTo(Validity.afterReply(GRANTED, 1_000));
  }

  @Test
  void asking_answerToAnOlderRenewal_doesNotPutTheEndOff() {
    // The server did the renewal first and then what was asked, whose answer is lost.
    long askedAt = GRANTED + 5_001 * MS;
    Tenure tenure = begin(true, NEVER).resting().asking(askedAt, 1_000);

    assertThat(tenure.renewed(GRANTED + 5_000 * MS, LEASE).validUntil())
        .isLessThanOrEqualTo(Validity.afterReply(askedAt, 1_000));
  }

  @Test
  void doubted_anyTime_isDueAtOnceAndEndsAsBefore() {
    Tenure tenure = begin(false, NEVER).doubted(GRANTED + 7 * MS);

    assertThat(tenure.due()).isEqualTo(GRANTED + 7 * MS);
    assertThat(tenure.validUntil()).isEqualTo(VALID);
    assertThat(tenure.renewalMillis(GRANTED + 7 * MS)).isEqualTo(LEASE - 7);
  }

  @Test
  void resting_anyTime_isDueAtItsEndOnly() {
    assertThat(begin(true, NEVER).resting().due()).isEqualTo(VALID);
  }

  @Test
  void abandoned_renewed_isDueAtItsEndOnlyWhateverIsAnswered() {
    Tenure abandoned = begin(true, NEVER).abandoned();

    assertThat(abandoned.isAbandoned()).isTrue();
    assertThat(abandoned.validUntil()).isEqualTo(VALID);
    assertThat(abandoned.due()).isEqualTo(VALID);
    Tenure answered = abandoned.renewed(GRANTED + 1, LEASE);
    assertThat(answered.due()).isEqualTo(answered.validUntil());
  }

  @Test
  void isAbandoned_renewedOrYetToBeRaisedOrResting_isFalse() {
    assertThat(begin(true, NEVER).isAbandoned()).isFalse();
    assertThat(begin(true, NEVER).resting().isAbandoned()).isFalse();
    assertThat(claim(false).isAbandoned()).isFalse();
  }

  @Test
  void isAbandoned_notRenewedFromTheBeginning_isTrue() {
    assertThat(begin(false, NEVER).isAbandoned()).isTrue();
  }

  private static Grant grant(long validUntil, boolean claimed) {
    return new Grant(Given.fences(42, 42), new byte[0], GRANTED, validUntil, claimed, false);
  }

  private static Tenure begin(boolean autoRenew, long maxHoldNanos) {
    return Tenure.begin(grant(VALID, false), LEASE, autoRenew, maxHoldNanos);
  }

  /** One whose lease is no longer than it may be held, as every lock sees to. */
  private static Tenure beginWithin(long maxHold) {
    long lease = Math.min(LEASE, maxHold);
    return Tenure.begin(
        grant(Validity.afterReply(GRANTED, lease), false), lease, true, maxHold * MS);
  }

  private static Tenure claim(boolean autoRenew) {
    return Tenure.begin(grant(Validity.afterReply(GRANTED, 3_000), true), LEASE, autoRenew, NEVER);
  }

  /** Renews as often as is worth while, each time some milliseconds late, all answered at once. */
  private static Tenure lastOf(Tenure begun, long lateness) {
    Tenure tenure = begun;
    while (tenure.renewAt() < tenure.validUntil()) {
      long now = tenure.due() + lateness * MS;
      long millis = tenure.renewalMillis(now);
      tenure = tenure.resting();
      if (millis > 0) {
        tenure = tenure.renewed(now, millis);
        assertThat(tenure.validUntil()).isLessThanOrEqualTo(begun.endsAt());
      }
    }
    return tenure;
  }
}
