package dev.baton.testing.history;

import static dev.baton.testing.history.Told.LOCK;
import static dev.baton.testing.history.Told.held;
import static dev.baton.testing.history.Told.history;
import static dev.baton.testing.history.Told.permits;
import static dev.baton.testing.history.Told.read;
import static dev.baton.testing.history.Told.waited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.testing.history.Violation.Kind;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks that are shared, for reading or by permits. */
class SharedLockTest {
  private static ListAssert<Kind> found(Entry... entries) {
    List<Violation> violations = Checker.exact().check(history(entries)).violations();
    return assertThat(violations.stream().map(Violation::kind).toList());
  }

  private static ListAssert<Kind> excused(Entry... entries) {
    Report report = Checker.exact().check(history(entries));
    assertThat(report.violations()).isEmpty();
    return assertThat(report.excused().stream().map(Violation::kind).toList());
  }

  @Test
  void readers_atOnceWithOneFence_areClean() {
    found(read("a", 1, 0, 20), read("b", 1, 10, 30), read("c", 1, 10, 15), held(2, 30, 40))
        .isEmpty();
  }

  @Test
  void writer_besideAReader_overlaps() {
    found(read("a", 1, 0, 11), held(2, 10, 20)).containsExactly(Kind.OVERLAP);
    found(held(1, 0, 11), read("a", 2, 10, 20)).containsExactly(Kind.OVERLAP);
  }

  @Test
  void writer_besideTheReaderThatReadsForLongest_overlaps() {
    found(read("a", 1, 0, 100), read("b", 1, 5, 10), held(2, 50, 60)).containsExactly(Kind.OVERLAP);
  }

  @Test
  void reader_besideAWriterOfAnEarlierPrimary_isExcused() {
    excused(held(1, 0, 11), read("a", 2, 10, 20).onPrimary(1)).containsExactly(Kind.OVERLAP);
  }

  @Test
  void permits_asManyAsThereAre_areClean() {
    found(permits(2, 3, 1, 0, 10), permits(1, 3, 2, 5, 15), permits(2, 3, 3, 10, 20)).isEmpty();
  }

  @Test
  void permits_moreThanThereAre_areFoundFromTheFirstInstant() {
    found(permits(2, 3, 1, 0, 11), permits(2, 3, 2, 10, 20)).containsExactly(Kind.OVER_LIMIT);
    found(permits(1, 2, 1, 0, 100), permits(1, 2, 2, 1, 2), permits(2, 2, 3, 50, 60))
        .containsExactly(Kind.OVER_LIMIT);
  }

  @Test
  void permits_ofTwoLimits_areNoMoreThanTheSmallerOneOfThoseThatAskedForIt() {
    found(permits(2, 2, 1, 0, 20), permits(3, 5, 2, 5, 20)).isEmpty();
    found(permits(1, 5, 1, 0, 20), permits(2, 2, 2, 5, 20), permits(1, 2, 3, 6, 20))
        .containsExactly(Kind.OVER_LIMIT);
    found(permits(2, 2, 1, 0, 20), permits(4, 5, 2, 5, 20)).containsExactly(Kind.OVER_LIMIT);
  }

  @Test
  void permits_besideReaders_areCountedByThemselves() {
    found(permits(2, 2, 1, 0, 20), read("a", 5, 5, 10), read("b", 5, 6, 10)).isEmpty();
  }

  @Test
  void permits_ofAnEarlierPrimary_areExcused() {
    excused(permits(1, 1, 1, 0, 11), permits(1, 1, 2, 10, 20).onPrimary(1))
        .containsExactly(Kind.OVER_LIMIT);
  }

  @Test
  void permit_neverBelieved_isNotCounted() {
    found(permits(1, 1, 1, 0, 10), permits(1, 1, 2, 5, 5)).isEmpty();
  }

  @Test
  void fence_ofAReaderAndAWriter_isFound() {
    found(read("a", 1, 0, 10), held(1, 10, 20)).containsExactly(Kind.FENCE_REUSED);
    found(held(1, 0, 10), read("a", 1, 10, 20)).containsExactly(Kind.FENCE_REUSED);
  }

  @Test
  void fence_ofAReaderBelowAWriterBefore_isFound() {
    found(waited("a", 2, 0, 5, 10), waited("b", 1, 0, 10, 20).inMode(Mode.READ))
        .containsExactly(Kind.FENCE_FELL);
  }

  @Test
  void fence_ofAWriterBelowAReaderBefore_isFound() {
    found(waited("a", 2, 0, 5, 10).inMode(Mode.READ), waited("b", 1, 0, 10, 20))
        .containsExactly(Kind.FENCE_FELL);
  }

  @Test
  void fences_ofReadersAtOnce_mustNotDiffer() {
    found(read("a", 1, 0, 11), read("b", 2, 10, 20)).containsExactly(Kind.FENCES_DIFFER);
    found(read("a", 1, 0, 100), read("b", 1, 5, 10), read("c", 2, 50, 60))
        .containsExactly(Kind.FENCES_DIFFER);
    found(read("a", 1, 0, 10), read("b", 2, 10, 20)).isEmpty();
    found(read("a", 1, 0, 11), read("b", 2, 10, 20).onPrimary(1)).isEmpty();
  }

  @Test
  void number_ofAPermitThatFell_isFoundInRealTime() {
    found(permits(1, 3, 2, 0, 30), permits(1, 3, 3, 1, 5), permits(1, 3, 1, 20, 40))
        .containsExactly(Kind.FENCE_FELL);
    found(permits(1, 2, 2, 0, 10), permits(1, 2, 1, 5, 20)).containsExactly(Kind.FENCE_FELL);
    found(waited("a", 2, 0, 5, 10), waited("b", 1, 0, 20, 30).inMode(Mode.permits(1, 2))).isEmpty();
  }

  @Test
  void number_ofAPermitThatIsPassedOn_staysAsItWasGranted() {
    Mode mode = Mode.permits(1, 3);
    found(permits(1, 3, 1, 0, 10), permits(1, 3, 2, 2, 5), waited("c1", 1, 6, 10, 20).inMode(mode))
        .isEmpty();
  }

  @Test
  void number_ofAPermitThatFell_whenNoneWasTaken_isClean() {
    found(permits(1, 2, 2, 0, 10), permits(1, 2, 1, 20, 30)).isEmpty();
  }

  @Test
  void reader_alongWithOneWhoseTurnItIs_mayPassAWriter() {
    QueueSeen seen = new QueueSeen(5, LOCK, List.of("a", "w", "b"));
    Operation writer = waited("w", 2, 1, 20, 30);
    Operation along = waited("b", 1, 2, 10, 20).inMode(Mode.READ);
    found(waited("a", 1, 0, 10, 20).inMode(Mode.READ), writer, along, seen).isEmpty();
  }

  @Test
  void reader_thatPassesAWriterByItself_isFound() {
    QueueSeen seen = new QueueSeen(5, LOCK, List.of("w", "b"));
    Operation writer = waited("w", 2, 1, 20, 30);
    Operation along = waited("b", 1, 2, 10, 20).inMode(Mode.READ);
    found(writer, along, seen).containsExactly(Kind.OVERTAKEN);
    QueueSeen behindAnother = new QueueSeen(5, LOCK, List.of("a", "w", "b"));
    Operation before = waited("a", 1, 0, 8, 9);
    Operation passing = waited("b", 2, 2, 10, 20).inMode(Mode.READ);
    found(before, waited("w", 3, 1, 20, 30), passing, behindAnother)
        .containsExactly(Kind.OVERTAKEN);
  }

  @Test
  void permit_thatPassesAnother_isFound() {
    QueueSeen seen = new QueueSeen(5, LOCK, List.of("a", "b"));
    QueueSeen later = new QueueSeen(15, LOCK, List.of("a"));
    Mode mode = Mode.permits(1, 1);
    Operation passed = waited("a", 2, 0, 20, 30).inMode(mode);
    Operation passing = waited("b", 1, 1, 10, 20).inMode(mode);
    found(passed, passing, seen, later).containsExactly(Kind.OVERTAKEN);
  }

  @Test
  void permit_thatHearsOfItsGrantLate_isNotOvertaken() {
    QueueSeen seen = new QueueSeen(5, LOCK, List.of("a", "b"));
    QueueSeen later = new QueueSeen(9, LOCK, List.of("b"));
    Mode mode = Mode.permits(1, 2);
    Operation askedAgain = waited("a", 3, 0, 20, 30).inMode(mode);
    found(askedAgain, waited("b", 2, 1, 10, 30).inMode(mode), seen, later).isEmpty();
  }

  @Test
  void mode_thatCannotBeGranted_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Mode.permits(3, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> Mode.permits(0, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> Mode.permits(-1, 0));
  }

  @Test
  @Timeout(120)
  void million_ofSharers_isCheckedWithoutComparingEachWithEach() {
    History history = new History();
    int many = 1_000_000;
    for (int i = 1; i <= many / 2; i++) {
      // all of them read at the same time, and have a permit of as many
      history.add(waited("r", 1, 0, i, 2L * many).inMode(Mode.READ));
      history.add(waited("p", i, 0, i, 2L * many).inMode(Mode.permits(1, many / 2)));
    }
    Report report = Checker.exact().check(history);
    assertThat(report.violations()).isEmpty();
    assertThat(report.checked()).isEqualTo(many);
  }
}
