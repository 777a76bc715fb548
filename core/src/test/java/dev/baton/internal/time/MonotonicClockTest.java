package dev.baton.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonotonicClockTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 42, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 5})
  void time_anyOrigin_startsAtZeroAndPasses(long origin) {
    AtomicLong time = new AtomicLong(origin);
    MonotonicClock clock = new MonotonicClock(time::get);
    assertThat(clock.nanoTime()).isZero();

    time.addAndGet(10);
    assertThat(clock.nanoTime()).isEqualTo(10);
    assertThat(clock.after(5)).isEqualTo(15);
  }

  @Test
  void after_beyondAllCounting_isNever() {
    assertThat(MonotonicClock.after(10, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(MonotonicClock.after(10, Long.MAX_VALUE - 10)).isEqualTo(Long.MAX_VALUE);
    assertThat(MonotonicClock.after(10, Long.MAX_VALUE - 11)).isEqualTo(Long.MAX_VALUE - 1);
    assertThat(MonotonicClock.after(0, 0)).isZero();
  }
}
