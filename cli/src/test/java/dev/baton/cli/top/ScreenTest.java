package dev.baton.cli.top;

import static dev.baton.cli.top.KeysTest.found;
import static dev.baton.cli.top.KeysTest.lock;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Deadlock;
import dev.baton.LockState;
import dev.baton.cli.survey.Order;
import dev.baton.cli.survey.Snapshot;
import dev.baton.cli.top.View.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on the terminal. */
class ScreenTest {
  private static final Screen.Size SIZE = new Screen.Size(100, 20, false);

  private static List<String> lines(Screen.Size size, View view, Snapshot found) {
    return lines(size, view, found, Optional.empty());
  }

  private static List<String> lines(
      Screen.Size size, View view, Snapshot found, Optional<String> trouble) {
    Optional<LockState> one = found.rows().stream().findFirst();
    return Screen.lines(
            size,
            new Screen.Server("redis://here", trouble, OptionalDouble.empty()),
            view,
            found,
            Optional.of(new Screen.OneLock(one, List.of("10:00:00.000  free"))))
        .stream()
        .map(AttributedString::toString)
        .map(String::stripTrailing)
        .toList();
  }

  @Test
  void list_locks_areARowEach() {
    List<String> lines = lines(SIZE, View.first(), found(lock("a", 0, 61, 5), lock("b", 3, 1, 0)));
    assertThat(lines).hasSize(20);
    assertThat(lines.get(0)).isEqualTo("baton top  redis://here   2 held   3 waiting");
    assertThat(lines.get(2)).matches("LOCK +HOLDER +WAITING +LONGEST WAIT +HELD FOR +EXPIRES");
    assertThat(lines.get(3)).matches("b +app on host \\(1\\) +3 +- +1.0 s +never");
    assertThat(lines.get(4)).matches("a +app on host \\(1\\) +- +- +1 min 1 s +5.0 s");
    assertThat(lines.get(19)).startsWith("by contention").contains("q quit");
  }

  @ParameterizedTest
  @CsvSource({"100, 20", "60, 20", "40, 10", "200, 60", "1, 1", "80, 5"})
  void anySizeAndMode_fitsTheTerminal(int width, int height) {
    LockState[] many =
        IntStream.range(0, 500).mapToObj(i -> lock("lock" + i, i, i, i)).toArray(LockState[]::new);
    for (Mode mode : Mode.values()) {
      List<String> lines =
          lines(new Screen.Size(width, height, true), View.first().in(mode), found(many));
      assertThat(lines).allMatch(line -> line.length() <= width);
      assertThat(lines).as(mode.name()).hasSize(height);
    }
  }

  @Test
  void narrowTerminal_hasFewerColumnsAndWholeWords() {
    Screen.Size narrow = new Screen.Size(60, 20, false);
    Snapshot found = found(lock("orders:eu:settle-pay", 3, 61, 5));
    List<String> lines = lines(narrow, View.first(), found, Optional.empty());
    assertThat(lines.get(0)).isEqualTo("baton top  redis://here   1 held   3 waiting");
    assertThat(lines.get(2)).matches("LOCK +HOLDER +WAITING +HELD FOR");
    assertThat(lines.get(3)).matches("orders:eu:settle-pay +app on host \\(…  +3 +1 min 1 s");
    assertThat(lines.get(19)).isEqualTo("by contention   enter show   s sort   ? help   q quit");
    assertThat(lines(narrow, View.first().orderedBy(Order.EXPIRES), found).subList(2, 4))
        .satisfiesExactly(
            head -> assertThat(head).matches("LOCK +HOLDER +WAITING +EXPIRES"),
            row -> assertThat(row).endsWith(" 5.0 s"));
    assertThat(lines(new Screen.Size(80, 20, false), View.first(), found).get(2))
        .matches("LOCK +HOLDER +WAITING +LONGEST WAIT +HELD FOR");
    assertThat(lines(new Screen.Size(40, 20, false), View.first(), found).subList(0, 3))
        .satisfiesExactly(
            counts -> assertThat(counts).isEqualTo("baton top   1 held   3 waiting"),
            server -> assertThat(server).isEqualTo("redis://here"),
            head -> assertThat(head).matches("LOCK +HOLDER +WAITING"));
  }

  @Test
  void narrowTerminal_hasSentencesInSeveralLines() {
    Screen.Size narrow = new Screen.Size(60, 20, false);
    Snapshot found = found(lock("a", 3, 1, 1));
    assertThat(lines(narrow, View.first().in(Mode.CONFIRM), found).subList(17, 20))
        .containsExactly(
            "",
            "Take it from app on host (1), for the first of 3 waiting? y",
            "takes it, any other key does nothing");
    assertThat(lines(narrow, View.first().in(Mode.HELP), found))
        .containsSequence(
            "  f                take it from its holder, or all who share",
            "                   it, after a question")
        .endsWith("any key goes back");
    assertThat(lines(narrow, View.first(), found, Optional.of("a ".repeat(40).strip())))
        .containsSequence("no answer: " + "a ".repeat(24) + "a", "a ".repeat(15).strip());
  }

  @Test
  void pickedLock_farDown_isOnTheScreen() {
    LockState[] many =
        IntStream.range(100, 600).mapToObj(i -> lock("k" + i, 0, 1, 1)).toArray(LockState[]::new);
    View view = View.first().orderedBy(Order.NAME).select(Optional.of("k599"));
    assertThat(lines(SIZE, view, found(many))).anyMatch(line -> line.startsWith("k599 "));
  }

  @Test
  void hostileName_cannotSteerTheTerminal() {
    Snapshot found = found(lock("\u001b[31m\n\u202e@|red x|@", 1, 1, 1));
    for (Mode mode : Mode.values()) {
      assertThat(lines(SIZE, View.first().in(mode), found))
          .noneMatch(line -> line.chars().anyMatch(Character::isISOControl))
          .noneMatch(line -> line.indexOf('\u202e') >= 0);
    }
  }

  @Test
  void question_namesWhomItHurts() {
    View view = View.first().in(Mode.CONFIRM);
    assertThat(lines(SIZE, view, found(lock("a", 3, 1, 1))).get(19))
        .startsWith("Take it from app on host (1), for the first of 3 waiting? y takes it");
    List<LockState.Holder> two =
        List.of(
            new LockState.Holder("a@b:1/x.1*1", 1, Duration.ofSeconds(9)),
            new LockState.Holder("a@b:2/x.1*1", 1, Duration.ofSeconds(9)));
    LockState one = lock("a", 3, 1, 1);
    LockState shared =
        new LockState(
            "a",
            one.holder(),
            one.heldFor(),
            one.expiresIn(),
            one.fencingToken(),
            3,
            List.of(),
            Optional.of(new LockState.Sharing(2, 2, /* limited= */ false, two)));
    assertThat(lines(SIZE, view, found(shared)).get(19))
        .startsWith("Take it from all 2 who share it, for the first of 3 waiting? y takes it");
    assertThat(lines(SIZE, View.first(), found(shared)).get(3)).matches("a +2 share it +3 .*");
    LockState free =
        new LockState(
            "a",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            List.of());
    assertThat(lines(SIZE, view, found(free)).get(19)).startsWith("It is free.");
  }

  @Test
  void locksOfADeadlock_areMarked_andShownWithWhoWaitsForWhom() {
    Snapshot calm = found(lock("a", 1, 1, 1), lock("b", 1, 1, 1), lock("c", 1, 1, 1));
    Deadlock deadlock =
        new Deadlock(List.of(wait("a", "x@h:1/c.1", "y@h:2/d.1"), wait("c", "y@h:2/d.2", "x@h:1")));
    Snapshot found =
        new Snapshot(1, calm.rows(), 3, 3, 3, List.of(deadlock), calm.at(), calm.tookNanos());
    List<String> lines = lines(SIZE, View.first().orderedBy(Order.NAME), found);
    assertThat(lines.get(0)).endsWith("   3 waiting   1 possible deadlock");
    assertThat(lines.subList(3, 6))
        .satisfiesExactly(
            a -> assertThat(a).startsWith("! a "),
            b -> assertThat(b).startsWith("b "),
            c -> assertThat(c).startsWith("! c "));
    View one = View.first().select(Optional.of("a")).in(Mode.LOCK);
    assertThat(lines(SIZE, one, found))
        .contains(
            "  a possible deadlock:",
            "  x on h (1) has \"c\" and waits 2.0 s for \"a\"",
            "  y on h (2) has \"a\" and waits 2.0 s for \"c\"");
    assertThat(lines(SIZE, one.select(Optional.of("b")).in(Mode.LOCK), found))
        .noneMatch(line -> line.contains("deadlock:"));
  }

  private static Deadlock.Wait wait(String lock, String waiter, String blocker) {
    return new Deadlock.Wait(
        lock,
        waiter,
        Duration.ofSeconds(2),
        Optional.empty(),
        blocker,
        /* held= */ true,
        Optional.empty());
  }

  @Test
  void trouble_isToldAndWhatWasKnownStays() {
    Optional<String> trouble = Optional.of("cannot reach it");
    assertThat(lines(SIZE, View.first(), found(lock("a", 0, 1, 1)), trouble))
        .contains("no answer: cannot reach it")
        .anyMatch(line -> line.startsWith("a "));
  }

  @Test
  void nothingFound_saysSo() {
    assertThat(lines(SIZE, View.first(), found())).contains("  no lock is held");
    assertThat(lines(SIZE, View.first().filteredBy("x"), found()))
        .contains("  none with this text");
  }
}
