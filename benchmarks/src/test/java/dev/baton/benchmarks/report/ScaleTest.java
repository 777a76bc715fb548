package dev.baton.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Where values come to lie on an axis. */
class ScaleTest {

  @Test
  void scale_valuesOfOneSize_beginsAtZeroWithRoundLines() {
    Scale scale = Scale.of(DoubleStream.of(4_700, 8_200), 0, 100);

    assertThat(scale.ticks()).containsExactly(0.0, 2_000.0, 4_000.0, 6_000.0, 8_000.0, 10_000.0);
    assertThat(scale.at(5_000)).isEqualTo(50);
    assertThat(scale.at(0)).isZero();
  }

  @Test
  void scale_valuesFarApart_beginsAndEndsWithPowersOfTen() {
    Scale scale = Scale.of(DoubleStream.of(30, 4_000), 0, 300);

    assertThat(scale.ticks()).containsExactly(10.0, 100.0, 1_000.0, 10_000.0);
    assertThat(scale.at(10)).isZero();
    assertThat(scale.at(1_000)).isEqualTo(200);
  }

  @Test
  void scale_onlyZeros_isDrawnAllTheSame() {
    Scale scale = Scale.of(DoubleStream.of(0, 0), 0, 100);

    assertThat(scale.at(0)).isZero();
    assertThat(scale.ticks()).hasSize(2);
  }
}
