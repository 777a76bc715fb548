package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.time.Restoration;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a process is taken for restored from a memory image. */
class RestorationTest {
  private final TestClock clock = new TestClock();
  private Duration ahead = Duration.ZERO;
  private int restored;
  private final Restoration restoration =
      new Restoration(
          clock,
          () -> TimeUnit.NANOSECONDS.toMillis(clock.nanoTime()) + ahead.toMillis(),
          () -> restored++);

  @Test
  void connectionLost_clocksAgree_isAnOutage() {
    clock.advance(Duration.ofHours(1));
    restoration.reconnected();
    restoration.look();
    assertThat(restored).isZero();
  }

  @Test
  void clocksApart_connectionKept_isAClockThatWasSet() {
    ahead = Duration.ofDays(1);
    restoration.look();
    ahead = Duration.ZERO;
    restoration.look();
    assertThat(restored).isZero();
  }

  @Test
  void clocksApart_foundWithTheConnection_isARestoration() {
    ahead = Duration.ofMillis(1_001);
    restoration.reconnected();
    assertThat(restored).isEqualTo(1);
  }

  @Test
  void clocksApart_theOtherWay_isARestoration() {
    ahead = Duration.ofSeconds(-2);
    restoration.reconnected();
    assertThat(restored).isEqualTo(1);
  }

  @Test
  void clocksApart_foundBeforeTheConnection_isARestoration() {
    ahead = Duration.ofHours(3);
    restoration.look();
    assertThat(restored).isZero();
    clock.advance(Duration.ofSeconds(60));
    restoration.reconnected();
    assertThat(restored).isEqualTo(1);
  }

  @Test
  void clocksApart_foundAfterTheConnection_isARestoration() {
    restoration.reconnected();
    clock.advance(Duration.ofSeconds(60));
    ahead = Duration.ofHours(3);
    restoration.look();
    assertThat(restored).isEqualTo(1);
  }

  @Test
  void signs_moreThanAMinuteFromEachOther_areTwoThings() {
    ahead = Duration.ofHours(3);
    restoration.look();
    clock.advance(Duration.ofSeconds(61));
    restoration.reconnected();
    clock.advance(Duration.ofSeconds(61));
    ahead = Duration.ofHours(6);
    restoration.look();
    assertThat(restored).isZero();
  }

  @Test
  void clocks_slewedByLittle_areNotApart() {
    for (int i = 0; i < 100; i++) {
      ahead = ahead.plusMillis(50);
      restoration.look();
      restoration.reconnected();
    }
    for (int i = 0; i < 1_000; i++) {
      ahead = ahead.plusMillis(5);
      restoration.look();
    }
    restoration.reconnected();
    assertThat(restored).isZero();
  }

  @Test
  void restoration_found_isToldOnce() {
    ahead = Duration.ofHours(3);
    restoration.reconnected();
    restoration.look();
    restoration.reconnected();
    clock.advance(Duration.ofSeconds(59));
    ahead = Duration.ofHours(4);
    restoration.reconnected();
    assertThat(restored).isEqualTo(1);
  }

  @Test
  void restoration_another_isTold() {
    ahead = Duration.ofHours(3);
    restoration.reconnected();
    clock.advance(Duration.ofSeconds(61));
    ahead = Duration.ofHours(4);
    restoration.reconnected();
    assertThat(restored).isEqualTo(2);
  }

  @Test
  void restoration_toldByTheJvm_isNotFoundOnceMore() {
    restoration.told();
    assertThat(restored).isEqualTo(1);
    ahead = Duration.ofHours(3);
    restoration.reconnected();
    assertThat(restored).isEqualTo(1);
  }
}
