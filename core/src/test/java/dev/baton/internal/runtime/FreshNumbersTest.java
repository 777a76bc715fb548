package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Numbers that nobody else has. */
class FreshNumbersTest {

  @Test
  void numbers_drawn_differ() {
    FreshNumbers numbers = new FreshNumbers();
    Set<Long> drawn = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      drawn.add(numbers.getAsLong());
    }
    assertThat(drawn).hasSize(1_000);
  }

  @Test
  void numbers_manyOfThem_haveEachBitBothWays() {
    FreshNumbers numbers = new FreshNumbers();
    long all = -1;
    long any = 0;
    for (int i = 0; i < 1_000; i++) {
      long next = numbers.getAsLong();
      all &= next;
      any |= next;
    }
    assertThat(all).isZero();
    assertThat(any).isEqualTo(-1);
  }
}
