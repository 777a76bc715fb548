package dev.baton.internal.script;

import dev.baton.spi.Slots;
import org.jspecify.annotations.Nullable;

/**
 * A short hash tag for each slot of a cluster: a key {@code …{tag}…} is in that slot. Wrapping the
 * lock's name in braces would not do, since a name may have braces of its own.
 */
final class SlotTags {
  private static final String LETTERS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private SlotTags() {}

  static String tag(int slot) {
    @Nullable String tag = Table.TAGS[slot];
    if (tag == null) {
      throw new IllegalArgumentException("no such slot: " + slot);
    }
    return tag;
  }

  /** Made on first use: every word of three letters, until all slots have one. */
  private static final class Table {
    static final @Nullable String[] TAGS = new String[Slots.COUNT];

    static {
      char[] letters = LETTERS.toCharArray();
      int missing = Slots.COUNT;
      for (int i = 0; missing > 0; i++) { // a pair of letters; the third one is tried innermost
        char first = letters[i / letters.length];
        char second = letters[i % letters.length];
        int pair = Slots.next(Slots.next(0, first), second);
        for (char third : letters) {
          int slot = Slots.next(pair, third) % Slots.COUNT;
          if (TAGS[slot] == null) {
            TAGS[slot] = new String(new char[] {first, second, third});
            missing--;
          }
        }
      }
    }
  }
}
