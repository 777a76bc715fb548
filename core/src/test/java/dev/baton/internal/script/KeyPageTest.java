package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyPageTest {
  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static KeyPage read(Object... keys) {
    return KeyPage.beforeFirst()
        .next("", "*", "string")
        .read(List.of(bytes("17"), Arrays.asList(keys)));
  }

  @Test
  void names_thatNoLockCanHave_areLeftOut() {
    String longest = "k".repeat(LockKeys.LONGEST);

    assertThat(
            read(
                    bytes("order:42"),
                    bytes(""),
                    bytes(longest),
                    bytes(longest + "k"),
                    new byte[] {(byte) 0xff},
                    null,
                    17L,
                    LockKeys.of("order:42").queue(),
                    bytes("schlüssel"))
                .names())
        .containsExactly("order:42", longest, "schlüssel");
  }

  @Test
  void names_behindAPrefix_areThoseOfItsLocksWithoutIt() {
    String longest = "k".repeat(LockKeys.LONGEST);
    Call<KeyPage> next = KeyPage.beforeFirst().next("team1:", "*", "string");

    assertThat(new String(next.command().words()[3], UTF_8)).isEqualTo("team1:*");
    assertThat(
            next.read(
                    List.of(
                        bytes("17"),
                        List.of(
                            bytes("team1:order:42"),
                            bytes("team1:"),
                            bytes("team2:order:42"),
                            bytes("team1:" + longest),
                            bytes("team1:" + longest + "k"),
                            LockKeys.of("team1:", "a").fence(),
                            LockKeys.of("team1:sub:", "a").fence(),
                            bytes("team1:baton:fence"))))
                .names())
        .containsExactly("order:42", longest, "baton:fence");
  }

  @Test
  void names_withoutAPrefix_areNotTheKeysBesideTheLocksOfOthersThatHaveOne() {
    assertThat(
            read(
                    LockKeys.of("team1:", "a").fence(),
                    LockKeys.of("team1:", "a").primary(),
                    bytes("team1:a"),
                    bytes("a {}baton:fence:{000}a"))
                .names())
        .containsExactly("team1:a", "a {}baton:fence:{000}a");
  }

  @Test
  void cursor_isWhereTheNextPageBegins_andZeroBehindTheLast() {
    assertThat(read().cursor()).isEqualTo("17");
    assertThat(read().isLast()).isFalse();
    assertThat(
            KeyPage.beforeFirst()
                .next("", "*", "string")
                .read(List.of(bytes("0"), List.of()))
                .isLast())
        .isTrue();
  }

  @Test
  void reply_thatIsMalformed_isTold() {
    for (Object reply :
        Arrays.asList(
            null,
            bytes("0"),
            List.of(bytes("0")),
            List.of(0L, List.of()),
            List.of(bytes("0"), bytes("k")))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> KeyPage.beforeFirst().next("", "*", "string").read(reply))
          .withMessageContaining("SCAN");
    }
  }
}
