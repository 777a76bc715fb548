package dev.baton.testing.history;

import static dev.baton.testing.history.Told.LOCK;
import static dev.baton.testing.history.Told.held;
import static dev.baton.testing.history.Told.history;
import static dev.baton.testing.history.Told.waited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.history.Violation.Kind;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;

/** Leaders, whose work goes on for a while after they have ceased to lead. */
class WorksTest {
  private static ListAssert<Kind> found(Entry... entries) {
    return kinds(Checker.exact().check(history(entries)).violations());
  }

  private static ListAssert<Kind> excused(Entry... entries) {
    Report report = Checker.exact().slack(10).check(history(entries));
    assertThat(report.violations()).isEmpty();
    return kinds(report.excused());
  }

  private static ListAssert<Kind> kinds(List<Violation> violations) {
    return assertThat(violations.stream().map(Violation::kind).toList());
  }

  /** Work that may go on until 20 and does so until {@code endedAt}. */
  private static Work work(long term, long endedAt) {
    return new Work(LOCK, term, 20, endedAt);
  }

  @Test
  void work_endedBeforeTheNextIsElected_isClean() {
    found(held(1, 0, 10), work(1, 15), held(2, 15, 20)).isEmpty();
  }

  @Test
  void work_thatMayStillGoOnWhenTheNextIsElected_isFound() {
    found(held(1, 0, 10), work(1, 16), held(2, 15, 30)).containsExactly(Kind.NOT_DEPOSED);
    found(held(1, 0, 4), work(1, 20), held(2, 5, 6), work(2, 7), held(3, 8, 9))
        .containsExactly(Kind.NOT_DEPOSED, Kind.NOT_DEPOSED);
  }

  @Test
  void work_thatGoesOnForLongerThanItMay_isCounted() {
    excused(held(1, 0, 10), work(1, 21), held(2, 20, 30)).containsExactly(Kind.NOT_DEPOSED);
  }

  @Test
  void work_thatIsNeverInterrupted_isFound() {
    Checker checker = Checker.exact().slack(10);
    kinds(checker.check(history(held(1, 0, 10), work(1, 31))).violations())
        .containsExactly(Kind.OVERDUE);
  }

  @Test
  void work_ofAnEarlierPrimary_isCounted() {
    excused(held(1, 0, 10), work(1, 16), held(2, 15, 30).onPrimary(1))
        .containsExactly(Kind.NOT_DEPOSED);
  }

  @Test
  void next_toldOfATermThatWasOver_isNotJudged() {
    found(held(2, 15, 19), work(2, 20), waited("late", 1, 0, 16, 16)).isEmpty();
  }
}
