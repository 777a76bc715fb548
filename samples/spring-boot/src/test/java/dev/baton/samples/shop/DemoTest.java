package dev.baton.samples.shop;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sample, as it is started by a user. */
class DemoTest {

  @Test
  @Timeout(value = 10, unit = MINUTES)
  void instances_oneKilledInTheMiddle_loseNoStep() throws Exception {
    Demo.Outcome outcome = Demo.run();

    assertThat(outcome.plain()).isEqualTo(outcome.plainSteps());
    assertThat(outcome.fenced()).isEqualTo(outcome.fencedSteps()).isGreaterThanOrEqualTo(300);
    assertThat(outcome.reports()).isPositive();
    assertThat(outcome.isRight()).isTrue();
  }
}
