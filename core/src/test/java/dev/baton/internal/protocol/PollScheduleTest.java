package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.FOREIGNER;
import static dev.baton.internal.protocol.Given.HOLDER;
import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.SERVER;
import static dev.baton.internal.protocol.Given.millisLeft;
import static dev.baton.internal.protocol.Given.noExpiry;
import static dev.baton.internal.protocol.Given.queued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.baton.internal.script.AcquireReply.Delayed;
import dev.baton.internal.script.TimeLeft;
import java.time.Duration;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PollScheduleTest {
  private static final long LEASE = 3_000 * MS;
  private static final long BETWEEN = 100 * MS;
  private static final long TEN_SECONDS = 10_000 * MS;
  private static final long YEAR = 365 * 24 * 3_600_000L * MS;

  @Test
  void rest_behindOurOwn_isAThirdOfTheLeaseForTheFirst() {
    assertThat(rest(0, HOLDER, noExpiry())).isEqualTo(1_000 * MS);
    assertThat(rest(15, HOLDER, noExpiry())).isEqualTo(1_000 * MS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"java@other:8/them.5*1", "java@other:8/them.5*12", "java@other:8/them.5*1~"})
  void rest_behindOneWhoShares_isThatBehindOurOwn(String holder) {
    assertThat(rest(0, holder, noExpiry())).isEqualTo(1_000 * MS);
  }

  @ParameterizedTest
  @CsvSource({"16, 2000", "31, 2000", "32, 3000", "160, 11000", "704, 45000", "999999, 45000"})
  void rest_farBehind_growsWithTheRankWhoeverHolds(long rank, long restMillis) {
    assertThat(rest(rank, HOLDER, noExpiry())).isEqualTo(restMillis * MS);
    assertThat(rest(rank, FOREIGNER, noExpiry())).isEqualTo(restMillis * MS);
    assertThat(rest(rank, HOLDER, millisLeft(500))).isEqualTo(restMillis * MS);
  }

  @ParameterizedTest
  @CsvSource({"60000, 3000", "9000, 3000", "8997, 2999", "10, 3", "2, 1", "1, 1"})
  void rest_behindOurOwn_isFromAMillisecondToAClaim(long leaseMillis, long restMillis) {
    assertThat(PollSchedule.rest(queued(0, HOLDER, noExpiry()), leaseMillis * MS, BETWEEN) / MS)
        .isEqualTo(restMillis);
  }

  @ParameterizedTest
  @CsvSource({"0, 60000, 1000", "0, 500, 510", "3, 500, 540", "15, 990, 1000", "16, 500, 2000"})
  void rest_inAQuarantine_isUntilItsEndOrAThirdOfTheLease(long rank, long left, long restMillis) {
    assertThat(PollSchedule.rest(new Delayed(rank, SERVER, millisLeft(left)), LEASE))
        .isEqualTo(restMillis * MS);
  }

  @Test
  void rest_behindOurOwnForEver_isAClaim() {
    assertThat(PollSchedule.rest(queued(0, HOLDER, noExpiry()), Long.MAX_VALUE, BETWEEN))
        .isEqualTo(3_000 * MS);
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "1, 200", "8, 900", "9, 1000", "10, 1000", "15, 1000"})
  void rest_behindAForeigner_growsWithTheRankUpToAThirdOfTheLease(long rank, long restMillis) {
    assertThat(rest(rank, FOREIGNER, noExpiry())).isEqualTo(restMillis * MS);
  }

  @Test
  void rest_behindAForeignerWithSeldomChecks_isAsTheCallerWants() {
    assertThat(PollSchedule.rest(queued(0, FOREIGNER, noExpiry()), LEASE, 5_000 * MS))
        .isEqualTo(5_000 * MS);
    assertThat(PollSchedule.rest(queued(7, FOREIGNER, noExpiry()), LEASE, 5_000 * MS))
        .isEqualTo(5_000 * MS);
  }

  @ParameterizedTest
  @CsvSource({"0, 510", "1, 520", "7, 580", "8, 580", "15, 580"})
  void rest_holderAboutToExpire_isItsEndAndTheNextInLineFirst(long rank, long restMillis) {
    assertThat(rest(rank, HOLDER, millisLeft(500))).isEqualTo(restMillis * MS);
  }

  @Test
  void rest_foreignerAboutToExpire_isItsEndOrTheNextCheck() {
    assertThat(rest(0, FOREIGNER, millisLeft(30))).isEqualTo(40 * MS);
    assertThat(rest(0, FOREIGNER, millisLeft(500))).isEqualTo(BETWEEN);
  }

  @Test
  void rest_holderAtItsEnd_isAMomentMore() {
    assertThat(rest(0, HOLDER, millisLeft(0))).isEqualTo(10 * MS);
  }

  @Test
  void rest_holderThatStaysForAges_isAsWithoutExpiry() {
    assertThat(rest(0, HOLDER, millisLeft(Long.MAX_VALUE))).isEqualTo(1_000 * MS);
    assertThat(rest(3, FOREIGNER, millisLeft(Long.MAX_VALUE / 1_000_000))).isEqualTo(400 * MS);
  }

  @Property
  void rest_anything_isFromAMillisecondToTenSecondsOrFarBehindToThreeQuartersOfAMinute(
      @ForAll @LongRange(max = 1_000_000) long rank,
      @ForAll @LongRange(min = MS) long lease,
      @ForAll @LongRange(min = MS, max = YEAR) long between,
      @ForAll @LongRange(min = 0) long millisLeft,
      @ForAll boolean expires,
      @ForAll boolean handsOver) {
    TimeLeft left = expires ? millisLeft(millisLeft) : noExpiry();
    String holder = handsOver ? HOLDER : FOREIGNER;

    assertThat(PollSchedule.rest(queued(rank, holder, left), lease, between))
        .isBetween(MS, rank < 16 ? TEN_SECONDS : 45_000 * MS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java@host:42/1x2y3z.7#1700000000000000",
        "my-app_1.0@a.b.example:1/c.1#2",
        "@/a.1#1",
        "a/b/c.1#2",
        "a#b/c.1#2",
      })
  void holder_asBatonNamesIt_handsOver(String holder) {
    assertThat(handsOver(holder)).isTrue();
  }

  static Stream<String> foreigners() {
    return Stream.of(
        "",
        "#",
        FOREIGNER,
        "java@host:42/1x2y.7",
        "java@host:42/1x2y.7#",
        "java@host:42/1x2y.7#-1",
        "java@host:42/1x2y.7#1 ",
        " java@host:42/1x2y.7#1",
        "my app@host:42/1x2y.7#1",
        "java@host:42/1x2y.7#1\n",
        "java@host:42/1x2y.7#1\nx",
        "java@host:42/1x2y#7",
        "java@host:42/.7#1",
        "/1x2y.7#1",
        "java@host:42/1x2y.7#\u0661",
        "java@host:42/1-2.7#1",
        "\0\ufffd\ufffd",
        "x".repeat(100_000),
        "/".repeat(100_000),
        "/a.1".repeat(25_000),
        "/a.1#1".repeat(15_000) + " ",
        "a/" + "b".repeat(100_000),
        "a/b." + "1".repeat(100_000),
        "a/b.1#" + "1".repeat(100_000) + "x");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("foreigners")
  void holder_ofAnotherLibrary_isNotMistakenForOurOwnNorTakesLongToTell(String holder) {
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(handsOver(holder)).isFalse());
  }

  private static boolean handsOver(String holder) {
    return rest(0, holder, noExpiry()) != BETWEEN;
  }

  private static long rest(long rank, String holder, TimeLeft left) {
    return PollSchedule.rest(queued(rank, holder, left), LEASE, BETWEEN);
  }
}
