package dev.baton.benchmarks.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.benchmarks.crew.History.Hold;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the harness must see: two holders at once, and fences that do not rise. */
class HistoryTest {
  private static final int READ_OR_WRITE = Integer.MAX_VALUE;

  @Test
  void holds_oneAfterAnother_areFine() {
    History history =
        History.of(
            1,
            List.of(
                new Hold(1, 20, 30, 2, 1), new Hold(0, 0, 10, 1, 1), new Hold(0, 30, 40, 3, 1)));

    assertThatCode(history::check).doesNotThrowAnyException();
  }

  @Test
  void holds_thatOverlap_areReported() {
    History history = History.of(1, List.of(new Hold(0, 0, 10, 1, 1), new Hold(1, 9, 20, 2, 1)));

    assertThatThrownBy(history::check).hasMessageContaining("NOT EXCLUSIVE");
  }

  @Test
  void fences_thatDoNotRise_areReported() {
    History history = History.of(1, List.of(new Hold(0, 0, 10, 2, 1), new Hold(1, 10, 20, 2, 1)));

    assertThatThrownBy(history::check).hasMessageContaining("NOT FENCED");
  }

  @Test
  void readers_atTheSameTime_haveOneFence() {
    History history =
        History.of(
            READ_OR_WRITE,
            List.of(
                new Hold(0, 0, 10, 1, READ_OR_WRITE),
                new Hold(1, 10, 30, 2, 1),
                new Hold(2, 20, 40, 2, 1),
                new Hold(0, 40, 50, 3, READ_OR_WRITE)));

    assertThatCode(history::check).doesNotThrowAnyException();
  }

  @Test
  void writer_besideAReader_isReported() {
    List<Hold> holds =
        List.of(
            new Hold(0, 0, 40, 1, 1),
            new Hold(1, 10, 20, 1, 1),
            new Hold(2, 30, 50, 2, READ_OR_WRITE));

    assertThatThrownBy(History.of(READ_OR_WRITE, holds)::check)
        .hasMessageContaining("NOT EXCLUSIVE");
  }

  @Test
  void reader_withTheFenceOfAWriter_isReported() {
    List<Hold> holds = List.of(new Hold(0, 0, 10, 1, READ_OR_WRITE), new Hold(1, 10, 20, 1, 1));

    assertThatThrownBy(History.of(READ_OR_WRITE, holds)::check).hasMessageContaining("NOT FENCED");
  }

  @Test
  void writer_withTheFenceOfReaders_isReported() {
    List<Hold> holds = List.of(new Hold(0, 0, 10, 1, 1), new Hold(1, 10, 20, 1, READ_OR_WRITE));

    assertThatThrownBy(History.of(READ_OR_WRITE, holds)::check).hasMessageContaining("NOT FENCED");
  }

  @Test
  void permits_moreThanThereAre_areReported() {
    List<Hold> two = List.of(new Hold(0, 0, 10, 0, 1), new Hold(1, 5, 20, 0, 1));
    List<Hold> three = List.of(two.get(0), two.get(1), new Hold(2, 9, 20, 0, 1));

    assertThatCode(History.of(2, two)::check).doesNotThrowAnyException();
    assertThatThrownBy(History.of(2, three)::check).hasMessageContaining("NOT EXCLUSIVE");
  }

  @Test
  void mostOfOthers_betweenTurns_isCounted() {
    History history =
        History.of(
            1,
            List.of(
                new Hold(0, 0, 1, 0, 1),
                new Hold(1, 1, 2, 0, 1),
                new Hold(2, 2, 3, 0, 1),
                new Hold(0, 3, 4, 0, 1),
                new Hold(2, 4, 5, 0, 1)));

    assertThat(history.mostOfOthers()).isEqualTo(2);
  }

  @Test
  void longestTurn_severalInARow_endsWithTheLastPass() {
    History history =
        History.of(
            1,
            List.of(
                new Hold(0, 0, 10, 0, 1),
                new Hold(1, 20, 30, 0, 1),
                new Hold(1, 40, 50, 0, 1),
                new Hold(1, 60, 90, 0, 1),
                new Hold(0, 100, 200, 0, 1)));

    assertThat(history.longestTurn()).isEqualTo(30);
  }

  @Test
  void handovers_sameProcess_doNotCount() {
    History history =
        History.of(
            1,
            List.of(
                new Hold(0, 0, 100, 0, 1),
                new Hold(0, 101, 200, 0, 1),
                new Hold(1, 250, 300, 0, 1)));

    assertThat(history.handovers().getTotalCount()).isEqualTo(1);
    assertThat(history.handovers().getMaxValue()).isEqualTo(50);
  }
}
