package dev.baton.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockState;
import dev.baton.LockState.Waiter;
import dev.baton.cli.base.Owner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line that is shown while a lock is waited for, without a terminal. */
class WaitingTextTest {
  private static final Duration WAITED = Duration.ofMillis(4500);
  private static final Owner.Origin SELF = new Owner.Origin("me", "db2", 17);

  private static String text(Optional<String> holder, Optional<Duration> heldFor, String... queue) {
    List<Waiter> waiters =
        List.of(queue).stream().map(token -> new Waiter(token, Duration.ZERO)).toList();
    LockState state =
        new LockState(
            "k", holder, heldFor, Optional.empty(), Optional.empty(), waiters.size(), waiters);
    return WaitingText.of(state, Duration.ofMillis(300), SELF, WAITED);
  }

  @Test
  void line_inTheQueue_tellsPlaceHolderAndTimes() {
    assertThat(
            text(
                Optional.of("report@db1:4711/a1.3#9"),
                Optional.of(Duration.ofSeconds(12)),
                "me@db1:17/a2.1",
                "me@db2:17/a3.1",
                "me@db2:18/a4.1"))
        .isEqualTo("waiting 4.5 s for \"k\", place 2 of 3; held 12.3 s by report on db1 (4711)");
  }

  @Test
  void line_holderOfAnotherLibrary_showsItsToken() {
    assertThat(text(Optional.of("a\u001b[2Jtoken"), Optional.empty(), "me@db2:17/a3.1"))
        .isEqualTo("waiting 4.5 s for \"k\", place 1 of 1; held by a\\x1b[2Jtoken");
  }

  @Test
  void line_heldByOurselvesBeforeTheAnswerCame_doesNotSayThatSomebodyElseDoes() {
    assertThat(text(Optional.of("me@db2:17/a3.1#9"), Optional.of(Duration.ZERO)))
        .isEqualTo("waiting 4.5 s for \"k\"");
  }

  @Test
  void line_sharedLock_tellsHowManyShareIt() {
    assertThat(shared(3, false, Optional.of(Duration.ofSeconds(12))))
        .isEqualTo("waiting 4.5 s for \"k\"; 3 share it, for 12.3 s");
    assertThat(shared(1, false, Optional.of(Duration.ofSeconds(12))))
        .isEqualTo("waiting 4.5 s for \"k\"; report on db1 (4711), shared, for 12.3 s");
    assertThat(shared(3, true, Optional.empty())).isEqualTo("waiting 4.5 s for \"k\"; 3 permits");
  }

  private static String shared(long count, boolean limited, Optional<Duration> heldFor) {
    LockState state =
        new LockState(
            "k",
            Optional.of("report@db1:4711/a1.3*1"),
            heldFor,
            Optional.of(Duration.ofSeconds(9)),
            Optional.empty(),
            0,
            List.of(),
            Optional.of(new LockState.Sharing(count, count, limited, List.of())));
    return WaitingText.of(state, Duration.ofMillis(300), SELF, WAITED);
  }

  @Test
  void line_neitherHeldNorInTheQueue_tellsTheTime() {
    assertThat(text(Optional.empty(), Optional.empty())).isEqualTo("waiting 4.5 s for \"k\"");
  }

  @ParameterizedTest
  @CsvSource({"120, 24 100, 120", "'', 24 100, 100", "x, 0 0, 80", "0, '', 80"})
  void width_byVariableOrTerminal_isFoundOut(String variable, String size, int width) {
    assertThat(Columns.width(variable, size)).isEqualTo(width);
  }
}
