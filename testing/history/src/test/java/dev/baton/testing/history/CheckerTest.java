package dev.baton.testing.history;

import static dev.baton.testing.history.Told.LOCK;
import static dev.baton.testing.history.Told.gaveUp;
import static dev.baton.testing.history.Told.held;
import static dev.baton.testing.history.Told.history;
import static dev.baton.testing.history.Told.waited;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CheckerTest {
  private static ListAssert<Violation.Kind> found(Checker checker, Entry... entries) {
    List<Violation> violations = checker.check(history(entries)).violations();
    return assertThat(violations.stream().map(Violation::kind).toList());
  }

  private static ListAssert<Violation.Kind> found(Entry... entries) {
    return found(Checker.exact(), entries);
  }

  @Test
  void beliefs_touching_areClean() {
    found(held(1, 0, 10), held(2, 10, 20), held(3, 20, 30)).isEmpty();
  }

  @Test
  void beliefs_oneNanosecondTogether_overlap() {
    found(held(1, 0, 11), held(2, 10, 20)).containsExactly(Violation.Kind.OVERLAP);
  }

  @Test
  void belief_overlappingOneBeforeTheLast_isFound() {
    found(held(1, 0, 100), held(2, 10, 20), held(3, 50, 60))
        .containsExactly(Violation.Kind.OVERLAP, Violation.Kind.OVERLAP);
  }

  @Test
  void beliefs_inTwoLocks_mayOverlap() {
    Operation other =
        new Operation(
            "other", "c", 0, Operation.NEVER, 0, Outcome.GRANTED, 1, 0, 10, Ending.RELEASED, 0);
    found(held(1, 0, 10), other).isEmpty();
  }

  @Test
  void grant_neverBelieved_overlapsNothing() {
    found(held(1, 0, 10), held(2, 5, 5)).isEmpty();
  }

  @Test
  void beliefs_acrossPrimaries_areExcused() {
    Report report = Checker.exact().check(history(held(1, 0, 11), held(2, 10, 20).onPrimary(1)));
    assertThat(report.violations()).isEmpty();
    assertThat(report.excused())
        .extracting(Violation::kind)
        .containsExactly(Violation.Kind.OVERLAP);
  }

  @Test
  void fence_givenTwice_isFound() {
    found(held(1, 0, 10), held(1, 20, 30)).containsExactly(Violation.Kind.FENCE_REUSED);
  }

  @Test
  void fence_smallerInALaterBelief_isFound() {
    found(waited("a", 2, 0, 5, 10), waited("b", 1, 0, 20, 30))
        .containsExactly(Violation.Kind.FENCE_FELL);
  }

  @Test
  void fence_smallerOnALaterPrimary_isFoundInRealTime() {
    found(held(2, 0, 10), held(1, 20, 30).onPrimary(1)).containsExactly(Violation.Kind.FENCE_FELL);
    found(waited("a", 2, 0, 5, 10), waited("b", 1, 4, 20, 30).onPrimary(1)).isEmpty();
  }

  @Test
  void fence_ofAHoldThatTheServerForgot_isExcusedUnlessItFellOnItsOwnPrimaryToo() {
    Operation forgotten = waited("a", 3, 0, 5, 6);
    Operation newer = held(9, 10, 15).onPrimary(1);
    Operation passedOn = waited("a", 4, 20, 20, 25);
    Report report = Checker.exact().check(history(forgotten, newer, passedOn));
    assertThat(report.violations()).isEmpty();
    assertThat(report.excused().stream().map(Violation::kind))
        .containsExactly(Violation.Kind.FENCE_FELL);
    found(forgotten, newer, waited("a", 2, 20, 20, 25))
        .containsExactly(Violation.Kind.FENCE_FELL, Violation.Kind.FENCE_FELL);
  }

  @Test
  void waiter_overtaken_isFound() {
    QueueSeen seen = new QueueSeen(5, LOCK, List.of("a", "b"));
    found(waited("a", 2, 0, 20, 30), waited("b", 1, 1, 10, 20), seen)
        .containsExactly(Violation.Kind.OVERTAKEN);
    found(waited("a", 1, 0, 10, 20), waited("b", 2, 1, 20, 30), seen).isEmpty();
  }

  @Test
  void waiter_overtakenAfterAFault_isExcusedUnlessItStaysConnectedUnderIt() {
    Entry[] told = {
      waited("a", 2, 0, 20, 30),
      waited("b", 1, 1, 10, 20),
      new QueueSeen(5, LOCK, List.of("a", "b")),
      new Fault("cut", 6, 7)
    };
    found(told).isEmpty();
    found(Checker.exact().orderlyUnder("cut"), told).containsExactly(Violation.Kind.OVERTAKEN);
  }

  @Test
  void waiter_thatHadBeenServedBeforeTheLook_isNotCounted() {
    found(
            waited("a", 1, 0, 1, 2),
            waited("a", 4, 3, 40, 50),
            waited("b", 3, 3, 30, 40),
            new QueueSeen(5, LOCK, List.of("b", "a")))
        .isEmpty();
  }

  @Test
  void wait_overItsDeadline_isFoundBeyondTheSlack() {
    found(gaveUp(0, 10, 11)).containsExactly(Violation.Kind.OVERDUE);
    found(Checker.exact().slack(1), gaveUp(0, 10, 11)).isEmpty();
    found(gaveUp(0, 10, Operation.NEVER)).containsExactly(Violation.Kind.OVERDUE);
  }

  @Test
  void lock_freeForLongWhileSomebodyWaits_isFound() {
    Checker checker = Checker.exact().idleBound(10);
    found(checker, held(1, 0, 10), waited("b", 2, 5, 20, 30)).isEmpty();
    found(checker, held(1, 0, 10), waited("b", 2, 5, 21, 30)).containsExactly(Violation.Kind.IDLE);
    found(checker, held(1, 0, 10), gaveUp(5, 21, 21)).containsExactly(Violation.Kind.IDLE);
    found(checker, held(1, 0, 10), waited("b", 2, 25, 26, 30)).isEmpty();
  }

  @Test
  void lock_freeUnderAFault_isTimedFromItsEnd() {
    Checker checker = Checker.exact().idleBound(10);
    Fault fault = new Fault("pause", 15, 40);
    found(checker, held(1, 0, 10), waited("b", 2, 5, 50, 60), fault).isEmpty();
    found(checker, held(1, 0, 10), waited("b", 2, 5, 51, 60), fault)
        .containsExactly(Violation.Kind.IDLE);
  }

  @Test
  void lock_freeForEverWhileSomebodyWaits_isFoundOnce() {
    Operation unanswered =
        Operation.ungranted(LOCK, "x", 5, Operation.NEVER, Operation.NEVER, Outcome.UNANSWERED);
    Operation another =
        Operation.ungranted(LOCK, "y", 90, Operation.NEVER, Operation.NEVER, Outcome.UNANSWERED);
    found(Checker.exact().idleBound(10), held(1, 0, 10), unanswered, another)
        .containsExactly(Violation.Kind.IDLE);
  }

  @Test
  @Timeout(120)
  void million_ofOperations_isCheckedWithoutComparingEachWithEach() {
    History history = new History();
    int many = 1_000_000;
    for (int i = 1; i <= many; i++) {
      history.add(waited("c" + i % 100, i, i * 10L - 50, i * 10L, i * 10L + 10));
      if (i % 100 == 0) {
        history.add(new QueueSeen(i * 10L - 45, LOCK, List.of("c98", "c99", "c0")));
      }
    }
    Report report = Checker.exact().idleBound(60).check(history);
    assertThat(report.violations()).isEmpty();
    assertThat(report.checked()).isEqualTo(many);
    assertThat(report.operations()).containsEntry(Outcome.GRANTED, (long) many);
  }
}
