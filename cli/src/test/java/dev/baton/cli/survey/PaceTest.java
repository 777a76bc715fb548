package dev.baton.cli.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Duration LEAST = Duration.ofNanos(100);
  private static final Duration CREDIT = Duration.ofNanos(2_000);

  private final Pace pace = new Pace(LEAST, CREDIT, 0);

  @Test
  void pace_atTheBeginning_doesNotRest() {
    assertThat(pace.rest(0, false)).isZero();
  }

  @Test
  void pace_afterWork_restsNineTimesAsLong() {
    pace.worked(0, 50);
    assertThat(pace.rest(50, false)).isEqualTo(450);
  }

  @Test
  void pace_afterLittleWork_restsTheLeastTime() {
    pace.worked(0, 1);
    assertThat(pace.rest(1, false)).isEqualTo(100);
  }

  @Test
  void pace_workOnCredit_isPaidBackByRest() {
    pace.worked(0, 100);
    assertThat(pace.rest(100, true)).as("at once, if hurried").isNegative();
    pace.worked(100, 200);
    assertThat(pace.rest(200, false)).isEqualTo(2 * 900);
  }

  @Test
  void pace_alwaysHurried_worksATenthOfTheTime() {
    long now = 0;
    long worked = 0;
    for (int i = 0; i < 1_000; i++) {
      now += Math.max(0, pace.rest(now, true));
      pace.worked(now, now + 100);
      now += 100;
      worked += 100;
    }
    assertThat(worked * 10).isLessThanOrEqualTo(now + CREDIT.toNanos() + 1_000);
  }
}
