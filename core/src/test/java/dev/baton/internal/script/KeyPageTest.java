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
    return KeyPage.beforeFirst().next("*").read(List.of(bytes("17"), Arrays.asList(keys)));
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
  void cursor_isWhereTheNextPageBegins_andZeroBehindTheLast() {
    assertThat(read().cursor()).isEqualTo("17");
    assertThat(read().isLast()).isFalse();
    assertThat(KeyPage.beforeFirst().next("*").read(List.of(bytes("0"), List.of())).isLast())
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
          .isThrownBy(() -> KeyPage.beforeFirst().next("*").read(reply))
          .withMessageContaining("SCAN");
    }
  }
}
