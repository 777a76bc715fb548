package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockOptionsTest {
  private static final LockOptions DEFAULTS = LockOptions.defaults();
  private static final Duration TOO_LONG = Duration.ofSeconds(Long.MAX_VALUE);

  @Test
  void defaults_untouched_areAsDocumented() {
    assertThat(DEFAULTS.leaseDuration()).contains(Duration.ofSeconds(30));
    assertThat(DEFAULTS.autoRenew()).isTrue();
    assertThat(DEFAULTS.maxHold()).isEmpty();
    assertThat(DEFAULTS.ownerToken()).isEmpty();
    assertThat(DEFAULTS.betweenChecks()).isEqualTo(Duration.ofMillis(100));
    assertThat(DEFAULTS.strictFifo()).isFalse();
    assertThat(DEFAULTS.stickyFor()).isEmpty();
    assertThat(DEFAULTS.failover()).isEqualTo(FailoverPolicy.none());
  }

  @Test
  void setters_each_changeACopyAndNothingElse() {
    LockOptions options =
        DEFAULTS
            .leaseDuration(Duration.ofSeconds(9))
            .autoRenew(false)
            .maxHold(Duration.ofMinutes(5))
            .ownerToken("mine")
            .betweenChecks(Duration.ofMillis(1))
            .strictFifo(true);

    assertThat(options.leaseDuration()).contains(Duration.ofSeconds(9));
    assertThat(options.autoRenew()).isFalse();
    assertThat(options.maxHold()).contains(Duration.ofMinutes(5));
    assertThat(options.ownerToken()).contains("mine");
    assertThat(options.betweenChecks()).isEqualTo(Duration.ofMillis(1));
    assertThat(options.strictFifo()).isTrue();
    defaults_untouched_areAsDocumented();
  }

  @Test
  void neverExpires_set_turnsRenewalOff() {
    LockOptions options = DEFAULTS.neverExpires();

    assertThat(options.leaseDuration()).isEmpty();
    assertThat(options.autoRenew()).isFalse();
  }

  @Test
  void autoRenew_neverExpires_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.neverExpires().autoRenew(true))
        .withMessage("a lock that never expires cannot be renewed: set leaseDuration first");
    assertThat(DEFAULTS.neverExpires().autoRenew(false)).isEqualTo(DEFAULTS.neverExpires());
  }

  @Test
  void durations_outOfBounds_areRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.leaseDuration(Duration.ofMillis(9)))
        .withMessage("leaseDuration is 9 ms: it must be from 10 ms to 365 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.leaseDuration(TOO_LONG))
        .withMessageStartingWith("leaseDuration is ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.maxHold(TOO_LONG))
        .withMessageStartingWith("maxHold is ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.maxHold(Duration.ZERO))
        .withMessageStartingWith("maxHold is 0 ms: it must be from ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.betweenChecks(Duration.ofNanos(999_999)))
        .withMessage("betweenChecks is 0 ms: it must be from 1 ms to 365 days");
    assertThatNullPointerException()
        .isThrownBy(() -> DEFAULTS.maxHold(null))
        .withMessage("maxHold");
  }

  @Test
  void ownerToken_tooLongOrHalfASurrogate_isRefusedWithoutShowingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.ownerToken("s3cret".repeat(1_000)))
        .withMessage("the owner token is 6000 bytes long: 4096 is the most");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.ownerToken("s3cret\ud83d"))
        .withMessageNotContaining("s3cret");
    assertThatNullPointerException().isThrownBy(() -> DEFAULTS.ownerToken(null));
  }

  static List<Function<LockOptions, LockOptions>> changes() {
    return List.of(
        options -> options.leaseDuration(Duration.ofSeconds(9)),
        LockOptions::neverExpires,
        options -> options.autoRenew(false),
        options -> options.maxHold(Duration.ofMinutes(5)),
        options -> options.ownerToken("mine"),
        options -> options.ownerToken(""),
        options -> options.betweenChecks(Duration.ofMillis(7)),
        options -> options.strictFifo(true),
        options -> options.stickyFor(Duration.ofSeconds(1)),
        options -> options.stickyFor(Duration.ofSeconds(2)),
        options -> options.failover(FailoverPolicy.acknowledgedBy(1)),
        options -> options.failover(FailoverPolicy.acknowledgedBy(2)),
        options -> options.failover(FailoverPolicy.quarantine()));
  }

  @Test
  void failover_set_staysWithTheOtherOptions() {
    FailoverPolicy policy = FailoverPolicy.acknowledgedBy(2).withQuarantine();

    assertThat(
            DEFAULTS
                .failover(policy)
                .leaseDuration(Duration.ofSeconds(9))
                .maxHold(Duration.ofMinutes(5))
                .autoRenew(true)
                .strictFifo(false)
                .betweenChecks(Duration.ofMillis(7))
                .stickyFor(Duration.ofSeconds(1))
                .failover())
        .isEqualTo(policy);
    assertThat(DEFAULTS.failover(policy).ownerToken("mine").failover()).isEqualTo(policy);
    assertThat(DEFAULTS.failover(policy))
        .hasToString(
            "LockOptions[leaseDuration=PT30S, autoRenew=true,"
                + " failover: acknowledged by 2 and quarantine]");
  }

  @Test
  void quarantine_neverExpires_isRefusedInEitherOrder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.neverExpires().failover(FailoverPolicy.quarantine()))
        .withMessageStartingWith("a quarantine lasts for one lease: a lock that never expires");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.failover(FailoverPolicy.quarantine()).neverExpires());
    assertThat(DEFAULTS.neverExpires().failover(FailoverPolicy.acknowledgedBy(1)).failover())
        .isEqualTo(FailoverPolicy.acknowledgedBy(1));
    assertThat(
            DEFAULTS
                .neverExpires()
                .maxHold(Duration.ofMinutes(5))
                .failover(FailoverPolicy.quarantine())
                .failover())
        .isEqualTo(FailoverPolicy.quarantine());
  }

  @Test
  void failover_null_isRefusedByName() {
    assertThatNullPointerException()
        .isThrownBy(() -> DEFAULTS.failover(null))
        .withMessage("policy");
  }

  @Test
  void stickyFor_set_isThatLongAndStaysWithTheOtherOptions() {
    LockOptions sticky = DEFAULTS.stickyFor(Duration.ofSeconds(1));

    assertThat(sticky.stickyFor()).contains(Duration.ofSeconds(1));
    assertThat(
            sticky
                .leaseDuration(Duration.ofSeconds(9))
                .maxHold(Duration.ofMinutes(5))
                .autoRenew(true)
                .strictFifo(false)
                .betweenChecks(Duration.ofMillis(7))
                .stickyFor())
        .contains(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @MethodSource("impossibleWhenSticky")
  void stickyFor_withWhatItDoesNotGoWith_isRefusedInEitherOrder(
      Function<LockOptions, LockOptions> other) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> other.apply(DEFAULTS).stickyFor(Duration.ofSeconds(1)))
        .withMessageStartingWith("stickyFor keeps a lock for the next in this process");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> other.apply(DEFAULTS.stickyFor(Duration.ofSeconds(1))))
        .withMessageStartingWith("stickyFor keeps a lock for the next in this process");
  }

  static List<Function<LockOptions, LockOptions>> impossibleWhenSticky() {
    return List.of(
        options -> options.strictFifo(true),
        options -> options.ownerToken("mine"),
        options -> options.autoRenew(false),
        LockOptions::neverExpires);
  }

  @Test
  void stickyFor_outOfBounds_isRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.stickyFor(Duration.ZERO))
        .withMessage("stickyFor is 0 ms: it must be from 1 ms to 365 days");
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.stickyFor(TOO_LONG));
    assertThatNullPointerException()
        .isThrownBy(() -> DEFAULTS.stickyFor(null))
        .withMessage("stickyFor");
  }

  @Test
  void text_strictOrSticky_saysSo() {
    assertThat(DEFAULTS.strictFifo(true))
        .hasToString("LockOptions[leaseDuration=PT30S, autoRenew=true, strictFifo]");
    assertThat(DEFAULTS.stickyFor(Duration.ofSeconds(1)))
        .hasToString("LockOptions[leaseDuration=PT30S, autoRenew=true, stickyFor=PT1S]");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void equality_oneOptionChanged_differs(Function<LockOptions, LockOptions> change) {
    assertThat(change.apply(DEFAULTS)).isNotEqualTo(DEFAULTS);
    assertThat(change.apply(DEFAULTS)).isEqualTo(change.apply(DEFAULTS));
    assertThat(change.apply(DEFAULTS)).hasSameHashCodeAs(change.apply(DEFAULTS));
  }

  @Test
  void equality_otherThings_differs() {
    assertThat(DEFAULTS).isNotEqualTo(null).isNotEqualTo("LockOptions");
  }

  @Test
  void text_ownerToken_isNotShown() {
    assertThat(DEFAULTS.ownerToken("s3cret").toString())
        .doesNotContain("s3cret")
        .contains("ownerToken given");
  }

  @Test
  void text_defaults_isShort() {
    assertThat(DEFAULTS).hasToString("LockOptions[leaseDuration=PT30S, autoRenew=true]");
    assertThat(DEFAULTS.neverExpires().maxHold(Duration.ofMinutes(5)))
        .hasToString("LockOptions[leaseDuration=never expires, autoRenew=false, maxHold=PT5M]");
  }

  @Test
  void holdAtLeast_thatCannotBe_isRefused() {
    LockOptions options = LockOptions.defaults().holdAtLeast(Duration.ofMinutes(1));
    assertThat(options.holdAtLeast()).contains(Duration.ofMinutes(1));
    assertThat(options.toString()).contains("holdAtLeast=PT1M");
    assertThat(options)
        .isEqualTo(LockOptions.defaults().holdAtLeast(Duration.ofMinutes(1)))
        .isNotEqualTo(LockOptions.defaults());
    assertThat(options.maxHold(Duration.ofMinutes(1)).holdAtLeast()).isPresent();
    assertThat(options.leaseDuration(Duration.ofMinutes(1)).autoRenew(false).holdAtLeast())
        .isPresent();
    assertThatIllegalArgumentException().isThrownBy(() -> options.maxHold(Duration.ofSeconds(59)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.leaseDuration(Duration.ofSeconds(59)).autoRenew(false));
    assertThatIllegalArgumentException().isThrownBy(options::neverExpires);
    assertThatIllegalArgumentException().isThrownBy(() -> options.ownerToken("mine"));
    assertThatIllegalArgumentException().isThrownBy(() -> options.stickyFor(Duration.ofSeconds(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> options.holdAtLeast(Duration.ZERO));
  }
}
