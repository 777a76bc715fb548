package dev.baton.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Medians, extremes, and ratios taken round by round. */
class SpreadTest {

  @Test
  void spread_oddRounds_hasTheMiddleOne() {
    assertThat(Spread.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Spread(3, 1, 5));
  }

  @Test
  void spread_evenRounds_hasTheMeanOfTheMiddleTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 10.0))).isEqualTo(new Spread(3.5, 1, 10));
  }

  @Test
  void ratio_roundsThatDiffer_isTakenWithinEachRound() {
    Series fast = new Series("w", "a", Metric.LOCKS_PER_SECOND, List.of(10.0, 200.0, 30.0));
    Series slow = new Series("w", "b", Metric.LOCKS_PER_SECOND, List.of(5.0, 100.0, 10.0));

    assertThat(fast.ratioTo(slow)).isEqualTo(new Spread(2, 2, 3));
  }

  @Test
  void numbers_anySize_showThreeDigits() {
    assertThat(List.of(0.1234, 1.234, 12.34, 123.4, 1_234.5, 1_234_567.0, 2.0, 0.0))
        .map(Numbers::text)
        .containsExactly("0.123", "1.23", "12.3", "123", "1,230", "1,230,000", "2", "0");
  }
}
