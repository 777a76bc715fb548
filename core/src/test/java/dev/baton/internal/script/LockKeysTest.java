package dev.baton.internal.script;

import static dev.baton.RandomCases.forAll;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockKeysTest {

  static List<String> hostileNames() {
    return List.of(
        "a",
        " ",
        "\0",
        "order:42",
        "{order}:42",
        "a{}b",
        "a}b",
        "a{b",
        "{}",
        "{",
        "}",
        "{}{x}",
        "{{x}}",
        "}{",
        "a{b}{c}",
        "a|b c\r\nd",
        "* 3 $",
        "żółw",
        "🔒{🔑}",
        "x".repeat(1_024),
        "{".repeat(512),
        "baton:queue:{000}a",
        "baton:fence:{000}a");
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void keys_anyName_areInTheSlotOfTheLock(String name) {
    assertOneSlot(name);
  }

  @Test
  void keys_anyCharacters_areInTheSlotOfTheLock() {
    forAll(
        2_000,
        random -> {
          char[] name = new char[1 + random.nextInt(40)];
          for (int i = 0; i < name.length; i++) {
            name[i] = (char) random.nextInt(Character.MIN_SURROGATE);
          }
          for (int braces = random.nextInt(5); braces > 0; braces--) {
            name[random.nextInt(name.length)] = random.nextBoolean() ? '{' : '}';
          }
          assertOneSlot(new String(name));
        });
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void lockKey_anyName_isExactlyTheName(String name) {
    assertThat(LockKeys.of(name).lock()).isEqualTo(name.getBytes(UTF_8));
  }

  @Test
  void keys_distinctNames_areDistinct() {
    Set<String> keys = new TreeSet<>();
    hostileNames().stream().flatMap(LockKeysTest::keysOf).forEach(keys::add);

    assertThat(keys).hasSize(3 * hostileNames().size());
  }

  @Test
  void keys_sameName_areTheSame() {
    assertThat(keysOf("a{b}c")).containsExactlyElementsOf(keysOf("a{b}c").toList());
  }

  @Test
  void sideKeys_plainName_tellAnOperatorWhatTheyAre() {
    String tag = SlotTags.tag(Slots.of("order:42".getBytes(UTF_8)));

    assertThat(keysOf("order:42"))
        .containsExactly(
            "order:42", "baton:queue:{" + tag + "}order:42", "baton:fence:{" + tag + "}order:42");
  }

  @Test
  void inbox_client_isItsOwnChannel() {
    assertThat(LockKeys.inbox("1x2y")).isEqualTo("baton:inbox:1x2y".getBytes(UTF_8));
  }

  private static void assertOneSlot(String name) {
    LockKeys keys = LockKeys.of(name);
    int slot = Slots.of(name.getBytes(UTF_8));
    assertThat(Slots.of(keys.queue())).isEqualTo(slot);
    assertThat(Slots.of(keys.fence())).isEqualTo(slot);
  }

  private static Stream<String> keysOf(String name) {
    LockKeys keys = LockKeys.of(name);
    return Stream.of(keys.lock(), keys.queue(), keys.fence())
        .map(key -> new String(key, ISO_8859_1));
  }
}
