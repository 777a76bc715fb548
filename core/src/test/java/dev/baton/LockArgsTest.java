package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LockArgsTest {
  private static final LockArgs DEFAULTS = LockArgs.defaults();

  @Test
  void defaults_untouched_areTheOriginals() {
    assertThat(DEFAULTS.lockValue()).isEmpty();
    assertThat(DEFAULTS.client()).isEmpty();
    assertThat(DEFAULTS.timeout()).isEmpty();
    assertThat(DEFAULTS.betweenChecks()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void setters_each_changeACopyAndNothingElse() {
    LockArgs args =
        DEFAULTS
            .lockValue("a b")
            .timeout(Duration.ofMillis(1_500))
            .betweenChecks(Duration.ofSeconds(1));

    assertThat(args.lockValue()).contains("a b");
    assertThat(args.timeout()).contains(Duration.ofMillis(1_500));
    assertThat(args.betweenChecks()).isEqualTo(Duration.ofSeconds(1));
    assertThat(args.client()).isEmpty();
    defaults_untouched_areTheOriginals();
  }

  @Test
  void arguments_outOfBounds_areRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.timeout(Duration.ZERO))
        .withMessage("timeout is 0 ms: it must be from 10 ms to 365 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.timeout(Duration.ofSeconds(Long.MAX_VALUE)))
        .withMessageStartingWith("timeout is ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.betweenChecks(Duration.ofSeconds(-1)))
        .withMessage("betweenChecks is -1 s: it must be from 1 ms to 365 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.lockValue("s3cret\udd12"))
        .withMessageNotContaining("s3cret");
    assertThatNullPointerException().isThrownBy(() -> DEFAULTS.lockValue(null));
    assertThatNullPointerException().isThrownBy(() -> DEFAULTS.client(null)).withMessage("client");
    assertThatNullPointerException()
        .isThrownBy(() -> DEFAULTS.timeout(null))
        .withMessage("timeout");
  }

  @Test
  void options_defaults_neverExpireAndHaveANewRandomUuid() {
    LockOptions options = DEFAULTS.toOptions();

    assertThat(options.leaseDuration()).isEmpty();
    assertThat(options.autoRenew()).isFalse();
    assertThat(options.maxHold()).isEmpty();
    String token = options.ownerToken().orElseThrow();
    assertThat(UUID.fromString(token)).hasToString(token);
    assertThat(DEFAULTS.toOptions().ownerToken()).isNotEqualTo(options.ownerToken());
  }

  @Test
  void options_timeout_isTheLeaseAndIsNotRenewed() {
    LockOptions options = DEFAULTS.timeout(Duration.ofMillis(1_500)).toOptions();

    assertThat(options.leaseDuration()).contains(Duration.ofMillis(1_500));
    assertThat(options.autoRenew()).isFalse();
  }

  @Test
  void options_valueAndInterval_areKept() {
    LockOptions options =
        DEFAULTS.lockValue(" a\tb ").betweenChecks(Duration.ofMillis(7)).toOptions();

    assertThat(options.ownerToken()).contains(" a\tb ");
    assertThat(options.betweenChecks()).isEqualTo(Duration.ofMillis(7));
    assertThat(DEFAULTS.lockValue("").toOptions().ownerToken()).contains("");
  }

  @Test
  void text_lockValue_isNotShown() {
    assertThat(DEFAULTS.lockValue("s3cret")).asString().doesNotContain("s3cret");
  }

  @Test
  void text_arguments_areShown() {
    assertThat(DEFAULTS.timeout(Duration.ofMinutes(5))).asString().contains("timeout=PT5M");
  }

  @Test
  void equality_sameArguments_areEqual() {
    LockArgs args = DEFAULTS.lockValue("a").timeout(Duration.ofSeconds(1));

    assertThat(DEFAULTS.lockValue("a").timeout(Duration.ofSeconds(1)))
        .isEqualTo(args)
        .hasSameHashCodeAs(args)
        .isNotEqualTo(args.lockValue("b"))
        .isNotEqualTo(args.timeout(Duration.ofSeconds(2)))
        .isNotEqualTo(args.betweenChecks(Duration.ofSeconds(2)))
        .isNotEqualTo(DEFAULTS);
  }
}
