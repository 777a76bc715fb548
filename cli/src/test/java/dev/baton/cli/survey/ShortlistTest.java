package dev.baton.cli.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortlistTest {

  private static LockState lock(String name, String holder, int heldSeconds, int waiting) {
    return new LockState(
        name,
        Optional.of(holder),
        Optional.of(Duration.ofSeconds(heldSeconds)),
        Optional.of(Duration.ofSeconds(100 - heldSeconds)),
        Optional.of(1_000L + heldSeconds),
        waiting,
        List.of());
  }

  @Test
  void shortlist_moreThanFit_keepsTheFirstAndCountsAll() {
    Shortlist list = new Shortlist(new Question("", Order.WAITING, true));
    for (int i = 0; i < 10_000; i++) {
      list.add(lock("k" + i, "t", 1, i));
    }

    assertThat(list.found()).isEqualTo(10_000);
    assertThat(list.waiting()).isEqualTo(10_000L * 9_999 / 2);
    assertThat(list.rows())
        .hasSize(Shortlist.MOST)
        .map(LockState::waiting)
        .startsWith(9_999L, 9_998L)
        .endsWith(9_800L);
  }

  @Test
  void shortlist_sameLockAgain_countsItOnceAsItIsNow() {
    Shortlist list = new Shortlist(new Question("", Order.WAITING, true));
    list.add(lock("a", "t", 1, 5));
    list.add(lock("b", "t", 1, 3));
    list.add(lock("a", "t", 2, 1));

    assertThat(list.found()).isEqualTo(2);
    assertThat(list.waiting()).isEqualTo(4);
    assertThat(list.rows()).map(LockState::name).containsExactly("b", "a");
  }

  @ParameterizedTest
  @CsvSource({
    "name, false, a b c",
    "holder, false, b a c",
    "held, true, c b a",
    "expires, false, c b a",
    "waiting, true, b c a",
    "fence, false, a b c"
  })
  void order_ofEachColumn_sorts(String order, boolean descending, String names) {
    Shortlist list = new Shortlist(new Question("", Order.named(order).orElseThrow(), descending));
    list.add(lock("a", "report@h1:2/x.1#5", 1, 0));
    list.add(lock("b", "billing@h1:2/x.1#5", 2, 7));
    list.add(lock("c", "zulu", 3, 0));

    assertThat(list.rows()).map(LockState::name).containsExactly(names.split(" "));
  }

  @ParameterizedTest
  @CsvSource({"RDER, true", "db1:4, true", "order, true", "mail, false"})
  void question_asText_looksIntoNameAndHolder(String search, boolean matches) {
    Question question = new Question(search, Order.NAME, false);

    assertThat(question.isPattern()).isFalse();
    assertThat(question.matches(lock("order:1", "app@db1:4711/x.1#5", 1, 0))).isEqualTo(matches);
  }
}
