package dev.baton.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerClockTest {
  private static final long MS = 1_000_000;
  private static final long SERVER = 1_700_000_000_000_000L;

  private final ServerClock clock = new ServerClock();

  @Test
  void reading_first_isNoStep() {
    assertThat(clock.stepped(0, SERVER, MS)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {-3_600_000, -1_000, -103, 103, 1_000, 3_600_000})
  void reading_serverSetByMoreThanATenthOfASecond_isAStep(long stepMillis) {
    answeredAt(0, 0);

    assertThat(answeredAt(1_000, stepMillis)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {-99, -1, 0, 1, 99})
  void reading_serverSetByLess_isNoStep(long stepMillis) {
    answeredAt(0, 0);

    assertThat(answeredAt(1_000, stepMillis)).isFalse();
  }

  @Test
  void reading_afterAStep_isComparedWithTheNewTime() {
    answeredAt(0, 0);

    assertThat(answeredAt(1_000, 5_000)).isTrue();
    assertThat(answeredAt(2_000, 5_000)).isFalse();
    assertThat(answeredAt(3_000, 0)).isTrue();
  }

  @Test
  void reading_slowAnswer_isNoStep() {
    // The server read its clock anywhere in those two seconds.
    assertThat(clock.stepped(0, SERVER, MS)).isFalse();
    assertThat(clock.stepped(0, SERVER + 1_900_000, 2_000 * MS)).isFalse();
    assertThat(clock.stepped(2_000 * MS, SERVER + 2_001_000, 4_000 * MS)).isFalse();
  }

  /**
   * A reading.
   *
   * @param there how long the command took
   * @param back how long the reply took
   * @param rest until the next
   */
  record Reading(long there, long back, long rest) {}

  @Provide
  Arbitrary<List<Reading>> readings() {
    Arbitrary<Long> delays = Arbitraries.longs().between(0, 5_000 * MS);
    Arbitrary<Long> rests = Arbitraries.longs().between(0, 24 * 3_600_000 * MS);
    return Combinators.combine(delays, delays, rests).as(Reading::new).list().ofMaxSize(20);
  }

  @Property
  void readings_anyDriftDelayAndPauses_areNoStep(
      @ForAll @LongRange(min = -500, max = 500) long driftParts,
      @ForAll("readings") List<Reading> readings) {
    ServerClock watched = new ServerClock();
    long now = 0;
    for (Reading reading : readings) {
      long sentAt = now;
      long read = sentAt + reading.there;
      now = read + reading.back;
      long micros = SERVER + (read + read / 1_000_000 * driftParts) / 1_000;
      assertThat(watched.stepped(sentAt, micros, now)).isFalse();
      now += reading.rest;
    }
  }

  @Test
  void readings_outOfOrder_areNoStep() {
    clock.stepped(5_000 * MS, SERVER + 5_000_000, 5_001 * MS);

    assertThat(clock.stepped(1_000 * MS, SERVER + 1_000_000, 1_001 * MS)).isFalse();
    assertThat(clock.stepped(9_000 * MS, SERVER + 9_000_000, 9_001 * MS)).isFalse();
  }

  /** A reading whose answer took a millisecond. */
  private boolean answeredAt(long millis, long stepMillis) {
    return clock.stepped(millis * MS, SERVER + (millis + stepMillis) * 1_000, (millis + 1) * MS);
  }
}
