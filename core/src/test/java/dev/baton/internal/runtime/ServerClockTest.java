package dev.baton.internal.runtime;

import static dev.baton.RandomCases.forAll;
import static dev.baton.RandomCases.sizeUpTo;
import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void readings_anyDriftDelayAndPauses_areNoStep() {
    forAll(
        1_000,
        random -> {
          ServerClock watched = new ServerClock();
          double rate = 1 + random.nextDouble(-500e-6, 500e-6);
          long now = 0;
          for (int i = 0; i < 20; i++) {
            long sentAt = now;
            long read = sentAt + sizeUpTo(random, 5_000 * MS);
            now = read + sizeUpTo(random, 5_000 * MS);
            assertThat(watched.stepped(sentAt, SERVER + (long) (read * rate) / 1_000, now))
                .as("reading %s", i)
                .isFalse();
            now += sizeUpTo(random, 24 * 3_600_000 * MS);
          }
        });
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
