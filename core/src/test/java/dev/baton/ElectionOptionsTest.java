package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElectionOptionsTest {
  private static final ElectionOptions DEFAULTS = ElectionOptions.candidate("one");

  @Test
  void defaults_untouched_areAsDocumented() {
    assertThat(DEFAULTS.candidate()).isEqualTo("one");
    assertThat(DEFAULTS.leaseDuration()).isEqualTo(Duration.ofSeconds(15));
    assertThat(DEFAULTS.renewDeadline()).isEqualTo(Duration.ofSeconds(10));
    assertThat(DEFAULTS.failover()).isEqualTo(FailoverPolicy.none());
    assertThat(DEFAULTS.executor()).isEmpty();
  }

  @Test
  void setters_each_changeACopyAndNothingElse() {
    Executor executor = Runnable::run;
    ElectionOptions options =
        DEFAULTS
            .leaseDuration(Duration.ofSeconds(30))
            .renewDeadline(Duration.ofSeconds(12))
            .failover(FailoverPolicy.acknowledgedBy(1))
            .executor(executor);
    assertThat(options.candidate()).isEqualTo("one");
    assertThat(options.leaseDuration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.renewDeadline()).isEqualTo(Duration.ofSeconds(12));
    assertThat(options.failover()).isEqualTo(FailoverPolicy.acknowledgedBy(1));
    assertThat(options.executor()).containsSame(executor);
    defaults_untouched_areAsDocumented();
  }

  @Test
  void deadline_notSet_isTwoThirdsOfTheLease() {
    assertThat(DEFAULTS.leaseDuration(Duration.ofMinutes(1)).renewDeadline())
        .isEqualTo(Duration.ofSeconds(40));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 15, 16})
  void deadline_noTimeToRenewOrNoneToStop_isRefused(int seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.renewDeadline(Duration.ofSeconds(seconds)))
        .withMessageContaining("longer than a third of leaseDuration");
  }

  @Test
  void candidate_outOfBounds_isRefused() {
    assertThat(ElectionOptions.candidate("x".repeat(1_024)).candidate()).hasSize(1_024);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ElectionOptions.candidate("x".repeat(1_025)))
        .withMessageContaining("1024 is the most");
    assertThatIllegalArgumentException().isThrownBy(() -> ElectionOptions.candidate("\ud83d"));
    assertThatNullPointerException().isThrownBy(() -> DEFAULTS.executor(null));
    assertThatNullPointerException().isThrownBy(() -> DEFAULTS.renewDeadline(null));
    assertThatNullPointerException().isThrownBy(() -> DEFAULTS.failover(null));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.leaseDuration(Duration.ZERO));
  }
}
