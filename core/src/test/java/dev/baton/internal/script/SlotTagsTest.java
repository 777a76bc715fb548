package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.spi.Slots;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotTagsTest {

  @Test
  void tag_everySlot_isShortAndInThatSlot() {
    assertThat(IntStream.range(0, Slots.COUNT))
        .hasSize(16_384)
        .allSatisfy(
            slot -> {
              String tag = SlotTags.tag(slot);
              assertThat(tag).matches("[0-9A-Za-z]{3}");
              assertThat(Slots.of(("anything:{" + tag + "}a{b}c").getBytes(UTF_8))).isEqualTo(slot);
            });
  }

  @Test
  void tag_everySlot_isItsOwn() {
    assertThat(IntStream.range(0, Slots.COUNT).mapToObj(SlotTags::tag)).doesNotHaveDuplicates();
  }

  @Test
  void tag_noSuchSlot_isAnError() {
    assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> SlotTags.tag(-1));
    assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> SlotTags.tag(16_384));
  }
}
