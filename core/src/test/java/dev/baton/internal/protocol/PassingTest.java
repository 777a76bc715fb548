package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far a process passes a lock among its own threads. */
class PassingTest {
  private static final long LEASE = 30_000;
  private static final long GRANTED = 1_000 * MS;

  @Test
  void begin_grant_hasNoPassesYet() {
    assertThat(begin(true, false)).isEqualTo(new Passing(GRANTED, 0, true, false));
    assertThat(begin(false, true)).isEqualTo(new Passing(GRANTED, 0, false, true));
  }

  @ParameterizedTest
  @CsvSource({
    "true,  false, 32",
    "false, false, 256",
    "false, true,  65536",
    "true,  true,  32",
  })
  void allows_noTimeHasPassed_soManyHoldersInAll(boolean othersWait, boolean kept, long holders) {
    Passing passing = begin(othersWait, kept);
    long count = 1;
    while (passing.allows(tenure(LEASE), LEASE, GRANTED)) {
      passing = passing.passed();
      count++;
    }

    assertThat(count).isEqualTo(holders);
  }

  @ParameterizedTest
  @CsvSource({"true, 10", "false, 100"})
  void allows_longLease_forSoLong(boolean othersWait, long millis) {
    Passing passing = begin(othersWait, /* kept= */ false);

    assertThat(passing.allows(tenure(LEASE), LEASE, GRANTED + millis * MS - 1)).isTrue();
    assertThat(passing.allows(tenure(LEASE), LEASE, GRANTED + millis * MS)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"true, 10, 1", "true, 90, 9", "true, 100, 10", "false, 500, 50", "false, 5000, 100"})
  void allows_shortLease_forATenthOfIt(boolean othersWait, long lease, long millis) {
    Passing passing = begin(othersWait, /* kept= */ false);
    Tenure tenure = tenure(lease);

    assertThat(passing.allows(tenure, lease, GRANTED + millis * MS - 1)).isTrue();
    assertThat(passing.allows(tenure, lease, GRANTED + millis * MS)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"true, 10", "false, 100"})
  void allows_forEver_forSoLong(boolean othersWait, long millis) {
    Tenure forEver = Tenure.begin(grant(NEVER, othersWait), 0, false, NEVER);
    Passing passing = begin(othersWait, /* kept= */ false);

    assertThat(passing.allows(forEver, 0, GRANTED + millis * MS - 1)).isTrue();
    assertThat(passing.allows(forEver, 0, GRANTED + millis * MS)).isFalse();
  }

  @Test
  void allows_keptAndNobodyElseWaits_forAsLongAsTheLeaseReaches() {
    Passing passing = begin(/* othersWait= */ false, /* kept= */ true);
    Tenure renewed = tenure(LEASE).renewed(GRANTED + 3_600_000 * MS, LEASE);

    assertThat(passing.allows(renewed, LEASE, GRANTED + 3_600_000 * MS)).isTrue();
    assertThat(passing.allows(renewed, LEASE, renewed.validUntil() - 1_500 * MS)).isTrue();
    assertThat(passing.allows(renewed, LEASE, renewed.validUntil() - 1_500 * MS + 1)).isFalse();
  }

  @Test
  void allows_keptButWantedByOthers_isBoundLikeAnyOther() {
    Passing passing = begin(/* othersWait= */ false, /* kept= */ true).wanted();

    assertThat(passing.othersWait()).isTrue();
    assertThat(passing.allows(tenure(LEASE), LEASE, GRANTED + 10 * MS - 1)).isTrue();
    assertThat(passing.allows(tenure(LEASE), LEASE, GRANTED + 10 * MS)).isFalse();
  }

  @Test
  void allows_leaseThatTheHolderChanged_neverAgain() {
    Passing passing = begin(/* othersWait= */ false, /* kept= */ false);
    Tenure shorter = tenure(LEASE).asking(GRANTED, 20_000);

    assertThat(passing.allows(tenure(LEASE), LEASE, GRANTED)).isTrue();
    assertThat(passing.allows(shorter, LEASE, GRANTED)).isFalse();
  }

  @Test
  void allows_littleLeftOfAClaim_notUntilItIsRenewed() {
    long validUntil = GRANTED + 1_499 * MS;
    Tenure late =
        Tenure.begin(
            new Grant(Given.fences(1, 256), new byte[0], GRANTED, validUntil, true, false),
            LEASE,
            true,
            NEVER);
    Passing passing = begin(/* othersWait= */ false, /* kept= */ false);

    assertThat(passing.allows(late, LEASE, GRANTED)).isFalse();
    assertThat(passing.allows(late.renewed(GRANTED, LEASE), LEASE, GRANTED)).isTrue();
  }

  @Test
  void passed_anyTime_countsOnAndKeepsTheRest() {
    assertThat(new Passing(7, 3, true, true).passed()).isEqualTo(new Passing(7, 4, true, true));
    assertThat(new Passing(7, 3, false, true).wanted()).isEqualTo(new Passing(7, 3, true, true));
  }

  private static Passing begin(boolean othersWait, boolean kept) {
    Passing begun = Passing.begin(GRANTED, kept);
    return othersWait ? begun.wanted() : begun;
  }

  private static Tenure tenure(long lease) {
    return Tenure.begin(grant(Validity.afterReply(GRANTED, lease), false), lease, true, NEVER);
  }

  private static Grant grant(long validUntil, boolean othersWait) {
    return new Grant(Given.fences(1, 256), new byte[0], GRANTED, validUntil, false, othersWait);
  }
}
