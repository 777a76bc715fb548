package dev.baton.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockState;
import dev.baton.cli.survey.Snapshot;
import dev.baton.cli.top.View.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keys do to the view, and what the view shows. */
class KeysTest {
  static LockState lock(String name, long waiting, long heldSeconds, long expiresSeconds) {
    return new LockState(
        name,
        Optional.of("app@host:1/x.1#1700000000000000"),
        Optional.of(Duration.ofSeconds(heldSeconds)),
        expiresSeconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(expiresSeconds)),
        Optional.of(1_700_000_000_000_000L),
        waiting,
        List.of());
  }

  static Snapshot found(LockState... locks) {
    return new Snapshot(1, List.of(locks), locks.length, locks.length, 3, List.of(), 0, 1);
  }

  private static final Snapshot THREE =
      found(lock("b", 0, 9, 5), lock("Cc", 3, 1, 0), lock("a", 0, 2, 20));

  private View view = View.first();

  private View press(int... keys) {
    for (int key : keys) {
      view = Keys.after(view, key, view.listed(THREE));
    }
    return view;
  }

  private List<String> names() {
    return view.listed(THREE).stream().map(LockState::name).toList();
  }

  @Test
  void s_eachTime_isTheNextOrder() {
    assertThat(names()).containsExactly("Cc", "b", "a");
    press('s');
    assertThat(names()).as("longest held first").containsExactly("b", "a", "Cc");
    press('s');
    assertThat(names()).as("soonest over first").containsExactly("b", "a", "Cc");
    press('s');
    assertThat(names()).as("all of one holder").containsExactly("Cc", "a", "b");
    press('s');
    assertThat(names()).containsExactly("Cc", "a", "b");
    press('s');
    assertThat(names()).containsExactly("Cc", "b", "a");
  }

  @Test
  void arrows_moveWithinTheList() {
    press(Keys.DOWN);
    assertThat(view.selected()).contains("b");
    press(Keys.DOWN, Keys.DOWN, 'j');
    assertThat(view.selected()).contains("a");
    press(Keys.PAGE_UP);
    assertThat(view.selected()).contains("Cc");
    press(Keys.UP, 'k');
    assertThat(view.selected()).contains("Cc");
    press(Keys.PAGE_DOWN);
    assertThat(view.selected()).contains("a");
  }

  @Test
  void pickedLock_staysPickedWhenTheListChanges() {
    press(Keys.DOWN, 's');
    assertThat(view.selected()).contains("b");
    assertThat(view.selectedIn(view.listed(found(lock("x", 0, 1, 1))))).isZero();
  }

  @Test
  void filter_isTypedMendedAndLeft() {
    press('/', 'c', 'x', 127, 'C');
    assertThat(names()).containsExactly("Cc");
    press(127, 127, 127);
    assertThat(names()).hasSize(3);
    press('c', '\r');
    assertThat(view.mode()).isEqualTo(Mode.LIST);
    assertThat(names()).containsExactly("Cc");
    press(Keys.ESCAPE);
    assertThat(names()).hasSize(3);
    press('/', 0x1F512, 127);
    assertThat(view.filter()).as("a key beyond 16 bits is one character").isEmpty();
  }

  @Test
  void enter_showsThePickedLockAndEscapeGoesBack() {
    press('\r');
    assertThat(view.mode()).isEqualTo(Mode.LOCK);
    assertThat(view.selected()).contains("Cc");
    press(Keys.ESCAPE);
    assertThat(view.mode()).isEqualTo(Mode.LIST);
  }

  @Test
  void f_asksAndAnyKeyEndsTheQuestion() {
    press('f');
    assertThat(view.mode()).isEqualTo(Mode.CONFIRM);
    press('n');
    assertThat(view.mode()).isEqualTo(Mode.LOCK);
    press('f');
    assertThat(view.mode()).isEqualTo(Mode.CONFIRM);
  }

  @Test
  void keysThatNeedALock_emptyList_doNothing() {
    for (int key : new int[] {'\r', 'f', Keys.DOWN}) {
      assertThat(Keys.after(View.first(), key, List.of())).isEqualTo(View.first());
    }
  }

  @ParameterizedTest
  @CsvSource({"113, QUIT", "3, QUIT", "63, HELP", "122, LIST", "12, LIST"})
  void key_inTheList_leadsTo(int key, Mode mode) {
    assertThat(press(key).mode()).isEqualTo(mode);
  }

  @Test
  void ctrlC_anywhere_ends() {
    for (Mode mode : Mode.values()) {
      assertThat(Keys.after(View.first().in(mode), 3, List.of()).mode()).isEqualTo(Mode.QUIT);
    }
  }
}
