package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.spi.Slots;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
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

  /** Any characters, braces more often than others. */
  @Provide
  Arbitrary<String> names() {
    Arbitrary<Character> braces = Arbitraries.chars().with('{', '}');
    Arbitrary<Character> any = Arbitraries.chars().range('\0', (char) 0xD7FF);
    return Arbitraries.frequencyOf(Tuple.of(1, braces), Tuple.of(6, any))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40)
        .map(chars -> chars.stream().map(String::valueOf).collect(Collectors.joining()));
  }

  @Property
  void keys_anyCharacters_areInTheSlotOfTheLock(@ForAll("names") String name) {
    assertOneSlot(name);
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

  @ParameterizedTest
  @MethodSource("hostileNames")
  void primaryKey_anyName_isThatOfItsSlotAndNoLock(String name) {
    String key = new String(LockKeys.of(name).primary(), UTF_8);

    assertThat(key).matches("baton:primary:\\{\\w{3}}");
    assertThat(Slots.of(key.getBytes(UTF_8))).isEqualTo(Slots.of(name.getBytes(UTF_8)));
    assertThat(LockKeys.isBeside("", key)).isTrue();
  }

  @Test
  void toGrant_withAQuarantine_hasTheKeyOfThePrimaryAndTheLease() {
    LockKeys plain = LockKeys.of("a");
    LockKeys quarantined = plain.quarantined(new Term(9_000, 3_000));

    assertThat(plain.toGrant()).isDeepEqualTo(plain.all());
    assertThat(plain.toGrant(new byte[] {1})).hasDimensions(1, 1);
    assertThat(quarantined.all()).isDeepEqualTo(plain.all());
    assertThat(quarantined.toGrant()).hasNumberOfRows(4);
    assertThat(quarantined.toGrant()[3]).isEqualTo(plain.primary());
    assertThat(quarantined.toGrant(new byte[] {1})[1]).isEqualTo("9000".getBytes(UTF_8));
    assertThatIllegalArgumentException().isThrownBy(() -> plain.quarantined(new Term(0, 3_000)));
  }

  @Test
  void inbox_client_isItsOwnChannel() {
    byte[] inbox = InboxNames.common("1x2y").of(LockKeys.of("order:42"));

    assertThat(inbox).isEqualTo("baton:inbox:1x2y".getBytes(UTF_8));
  }

  @Property
  void inbox_inACluster_isInTheSlotOfTheLockAndHasTheClientAtItsEnd(@ForAll("names") String name) {
    LockKeys keys = LockKeys.of(name);
    InboxNames inboxes = InboxNames.slotted("", "1x2y");
    String inbox = new String(inboxes.of(keys), UTF_8);

    assertThat(Slots.of(inboxes.of(keys))).isEqualTo(keys.slot());
    assertThat(inbox).isEqualTo(new String(inboxes.beginningOf(keys), UTF_8) + "1x2y");
    assertThat(inbox).doesNotContainAnyWhitespaces().startsWith("baton:inbox:{");
  }

  @Property
  void keysAndChannels_behindAPrefix_beginWithItAndAreInOneSlot(@ForAll("names") String name) {
    LockKeys keys = LockKeys.of("team1:", name);
    byte[] slotted = InboxNames.slotted("team1:", "1x2y").of(keys);

    assertThat(keys.lock()).isEqualTo(("team1:" + name).getBytes(UTF_8));
    assertThat(keys.all()[0]).isEqualTo(keys.lock());
    for (byte[] each :
        List.of(keys.lock(), keys.queue(), keys.fence(), keys.primary(), keys.all()[2], slotted)) {
      assertThat(new String(each, UTF_8)).startsWith("team1:");
      assertThat(Slots.of(each)).isEqualTo(keys.slot());
    }
    assertThat(keys.fence()).isEqualTo(keys.all()[2]);
    assertThat(keys.quarantined(new Term(9_000, 3_000)).toGrant()[3]).isEqualTo(keys.primary());
  }

  @Test
  void keys_behindAPrefix_tellAnOperatorWhatTheyAre() {
    LockKeys keys = LockKeys.of("team1:", "order:42");
    String tag = SlotTags.tag(Slots.of("team1:order:42".getBytes(UTF_8)));

    assertThat(Stream.of(keys.all()).map(key -> new String(key, UTF_8)))
        .containsExactly(
            "team1:order:42",
            "team1:baton:queue:{" + tag + "}order:42",
            "team1:baton:fence:{" + tag + "}order:42");
    assertThat(InboxNames.common("team1:", "1x2y").of(keys))
        .isEqualTo("team1:baton:inbox:1x2y".getBytes(UTF_8));
    assertThat(InboxNames.common("team1:", "1x2y").beginningOf(keys))
        .isEqualTo("team1:baton:inbox:".getBytes(UTF_8));
  }

  @Test
  void prefix_thatWouldBeMisread_isNone() {
    for (String text :
        List.of("a b", "{a}", "a{", "a}", "a;b", "a*", "a?", "[a]", "a\\", "é", "\0")) {
      assertThat(LockKeys.isPrefix(text)).as(text).isFalse();
    }
    assertThat(LockKeys.isPrefix("x".repeat(129))).isFalse();
    assertThat(LockKeys.isPrefix("x".repeat(128))).isTrue();
    assertThat(LockKeys.isPrefix("")).isTrue();
    assertThat(LockKeys.isPrefix("team-1/a_b.c|d@e~f+g=h:")).isTrue();
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
