package dev.baton.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.benchmarks.result.Target.Choice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a target counts as met, and by whom. */
class TargetTest {
  private static final Results RESULTS =
      new Results(
          "2026-01-01",
          Map.of(),
          "",
          List.of(
              new Series("w", "a", Metric.LOCKS_PER_SECOND, List.of(100.0, 120.0)),
              new Series("w", "b", Metric.LOCKS_PER_SECOND, List.of(300.0, 310.0)),
              new Series("w", "rival", Metric.LOCKS_PER_SECOND, List.of(100.0, 100.0))),
          List.of());

  @Test
  void atLeast_best_isJudgedByTheLargest() {
    assertThat(target(Choice.BEST, "rival", 2, false).judge(RESULTS))
        .hasValueSatisfying(
            verdict -> {
              assertThat(verdict.label()).isEqualTo("b");
              assertThat(verdict.met()).isTrue();
            });
  }

  @Test
  void atLeast_worst_isJudgedByTheLeast() {
    assertThat(target(Choice.WORST, "rival", 2, false).judge(RESULTS))
        .hasValueSatisfying(
            verdict -> {
              assertThat(verdict.label()).isEqualTo("a");
              assertThat(verdict.met()).isFalse();
            });
  }

  @Test
  void atMost_worst_isJudgedByTheLargest() {
    assertThat(target(Choice.WORST, null, 200, true).judge(RESULTS))
        .hasValueSatisfying(verdict -> assertThat(verdict.met()).isFalse());
  }

  @Test
  void reference_notMeasured_isNotJudged() {
    assertThat(target(Choice.BEST, "nobody", 2, false).judge(RESULTS)).isEmpty();
  }

  private static Target target(Choice choice, String reference, double bound, boolean atMost) {
    return new Target(
        "w", "text", List.of("a", "b"), choice, Metric.LOCKS_PER_SECOND, reference, bound, atMost);
  }
}
