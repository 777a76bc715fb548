package dev.baton.benchmarks.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.benchmarks.crew.History.Hold;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the harness must see: two holders at once, and fences that do not rise. */
class HistoryTest {

  @Test
  void holds_oneAfterAnother_areFine() {
    History history =
        History.of(List.of(new Hold(1, 20, 30, 2), new Hold(0, 0, 10, 1), new Hold(0, 30, 40, 3)));

    assertThatCode(history::check).doesNotThrowAnyException();
  }

  @Test
  void holds_thatOverlap_areReported() {
    History history = History.of(List.of(new Hold(0, 0, 10, 1), new Hold(1, 9, 20, 2)));

    assertThatThrownBy(history::check).hasMessageContaining("NOT EXCLUSIVE");
  }

  @Test
  void fences_thatDoNotRise_areReported() {
    History history = History.of(List.of(new Hold(0, 0, 10, 2), new Hold(1, 10, 20, 2)));

    assertThatThrownBy(history::check).hasMessageContaining("NOT FENCED");
  }

  @Test
  void mostOfOthers_betweenTurns_isCounted() {
    History history =
        History.of(
            List.of(
                new Hold(0, 0, 1, 0),
                new Hold(1, 1, 2, 0),
                new Hold(2, 2, 3, 0),
                new Hold(0, 3, 4, 0),
                new Hold(2, 4, 5, 0)));

    assertThat(history.mostOfOthers()).isEqualTo(2);
  }

  @Test
  void longestTurn_severalInARow_endsWithTheLastPass() {
    History history =
        History.of(
            List.of(
                new Hold(0, 0, 10, 0),
                new Hold(1, 20, 30, 0),
                new Hold(1, 40, 50, 0),
                new Hold(1, 60, 90, 0),
                new Hold(0, 100, 200, 0)));

    assertThat(history.longestTurn()).isEqualTo(30);
  }

  @Test
  void handovers_sameProcess_doNotCount() {
    History history =
        History.of(
            List.of(new Hold(0, 0, 100, 0), new Hold(0, 101, 200, 0), new Hold(1, 250, 300, 0)));

    assertThat(history.handovers().getTotalCount()).isEqualTo(1);
    assertThat(history.handovers().getMaxValue()).isEqualTo(50);
  }
}
