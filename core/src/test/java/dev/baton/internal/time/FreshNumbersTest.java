package dev.baton.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
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
  void numbers_withoutTheDevice_differToo() {
    FreshNumbers.close();
    Set<Long> drawn = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      drawn.add(FreshNumbers.drawn("/no/such/device"));
    }
    assertThat(drawn).hasSize(100);
  }

  @Test
  void numbers_drawnWhileItIsClosed_differ() throws Exception {
    Set<Long> drawn = ConcurrentHashMap.newKeySet();
    FreshNumbers numbers = new FreshNumbers();
    Thread drawing =
        new Thread(() -> IntStream.range(0, 5_000).forEach(i -> drawn.add(numbers.getAsLong())));
    drawing.start();
    while (drawing.isAlive()) {
      FreshNumbers.close();
    }
    assertThat(drawn).hasSize(5_000);
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
