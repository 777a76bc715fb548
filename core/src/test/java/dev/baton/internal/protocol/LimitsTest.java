package dev.baton.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Duration BEYOND_COUNTING = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

  @ParameterizedTest
  @ValueSource(strings = {"a", "order:42", " ", "\0", "a{b}c|d\n", "żółw", "🔒"})
  void name_anyCharacters_isItsUtf8(String name) {
    assertThat(Limits.name(name)).isEqualTo(name);
  }

  @Test
  void name_null_isNamedInTheError() {
    assertThatNullPointerException()
        .isThrownBy(() -> Limits.name(null))
        .withMessage("the lock's name");
  }

  @Test
  void name_empty_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.name(""))
        .withMessage("the lock's name is empty: give it 1 to 1024 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "語", "🔒"})
  void name_longestInBytes_isTakenAndOneMoreRefused(String character) {
    int bytes = character.getBytes(UTF_8).length;
    String longest = character.repeat(1_024 / bytes) + "a".repeat(1_024 % bytes);

    assertThat(Limits.name(longest)).isEqualTo(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.name(longest + "a"))
        .withMessage("the lock's name is 1025 bytes long: 1024 is the most");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "\udd12", "a\ud83d", "\ud83da", "\udd12\ud83d"})
  void text_halfASurrogatePair_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.name(text))
        .withMessage("the lock's name has half a surrogate pair, which UTF-8 cannot express");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.ownerToken(text))
        .withMessage("the owner token has half a surrogate pair, which UTF-8 cannot express");
  }

  @Test
  void ownerToken_empty_isTaken() {
    assertThat(Limits.ownerToken("")).isEmpty();
  }

  @Test
  void ownerToken_null_isNamedInTheError() {
    assertThatNullPointerException()
        .isThrownBy(() -> Limits.ownerToken(null))
        .withMessage("the owner token");
  }

  @Test
  void ownerToken_longest_isTakenAndOneMoreRefusedWithoutShowingIt() {
    String longest = "s".repeat(4_096);

    assertThat(Limits.ownerToken(longest)).hasSize(4_096);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.ownerToken(longest + "s"))
        .withMessage("the owner token is 4097 bytes long: 4096 is the most");
  }

  @Test
  void lease_inBounds_isTaken() {
    assertThat(Limits.lease("x", Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(10));
    assertThat(Limits.lease("x", LONGEST)).isEqualTo(LONGEST);
  }

  @Test
  void interval_inBounds_isTaken() {
    assertThat(Limits.positive("x", Duration.ofMillis(1))).isEqualTo(Duration.ofMillis(1));
    assertThat(Limits.positive("x", LONGEST)).isEqualTo(LONGEST);
  }

  static Stream<Duration> outOfAnyBounds() {
    return Stream.of(
        Duration.ZERO,
        Duration.ofNanos(-1),
        Duration.ofNanos(999_999),
        Duration.ofDays(-365),
        Duration.ofSeconds(Long.MIN_VALUE),
        LONGEST.plusNanos(1),
        Duration.ofMillis(Long.MAX_VALUE),
        Duration.ofSeconds(Long.MAX_VALUE),
        BEYOND_COUNTING);
  }

  @ParameterizedTest
  @MethodSource("outOfAnyBounds")
  void duration_outOfBounds_isRefusedWithNameValueAndBounds(Duration duration) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.lease("leaseDuration", duration))
        .withMessage(
            "leaseDuration is " + Limits.text(duration) + ": it must be from 10 ms to 365 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.positive("betweenChecks", duration))
        .withMessage(
            "betweenChecks is " + Limits.text(duration) + ": it must be from 1 ms to 365 days");
  }

  @Test
  void text_ofATime_isForPeople() {
    assertThat(Limits.text(Duration.ofMillis(300))).isEqualTo("300 ms");
    assertThat(Limits.text(Duration.ofMillis(1_500))).isEqualTo("1500 ms");
    assertThat(Limits.text(Duration.ofSeconds(2))).isEqualTo("2 s");
    assertThat(Limits.text(Duration.ZERO)).isEqualTo("0 ms");
    assertThat(Limits.text(Duration.ofSeconds(Long.MAX_VALUE, 1))).endsWith("807 s");
    assertThat(Limits.text(-1)).isEqualTo("0 ms");
  }

  @Test
  void lease_justTooShort_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.lease("timeout", Duration.ofNanos(9_999_999)))
        .withMessage("timeout is 9 ms: it must be from 10 ms to 365 days");
  }

  @Test
  void duration_null_isNamedInTheError() {
    assertThatNullPointerException()
        .isThrownBy(() -> Limits.lease("leaseDuration", null))
        .withMessage("leaseDuration");
    assertThatNullPointerException()
        .isThrownBy(() -> Limits.waitNanos(null))
        .withMessage("maxWait");
  }

  @Test
  void wait_inBounds_isCountedInNanoseconds() {
    assertThat(Limits.waitNanos(Duration.ZERO)).isZero();
    assertThat(Limits.waitNanos(Duration.ofNanos(1))).isEqualTo(1);
    assertThat(Limits.waitNanos(LONGEST)).isEqualTo(LONGEST.toNanos());
  }

  static Stream<Duration> ages() {
    return Stream.of(LONGEST.plusNanos(1), Duration.ofDays(365 * 300), BEYOND_COUNTING);
  }

  @ParameterizedTest
  @MethodSource("ages")
  void wait_ages_isForEver(Duration maxWait) {
    assertThat(Limits.waitNanos(maxWait)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void wait_negative_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.waitNanos(Duration.ofNanos(-1)))
        .withMessage("maxWait is negative: it must be zero (try once) or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.waitNanos(Duration.ofSeconds(Long.MIN_VALUE)));
  }
}
