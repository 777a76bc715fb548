package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Command;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page of the names that may be locks: keys of one type, as {@code SCAN} tells them, without
 * those that Baton keeps beside locks.
 *
 * @param cursor where the next page begins; zero if this was the last
 * @param names some of the names, perhaps none
 */
public record KeyPage(String cursor, List<String> names) {
  private static final String COUNT = "1000";
  private static final String DONE = "0";

  /** The first page. */
  public static KeyPage beforeFirst() {
    return new KeyPage(DONE, List.of());
  }

  /** Whether there are no more pages. */
  public boolean isLast() {
    return cursor.equals(DONE);
  }

  /**
   * The next page.
   *
   * @param prefix what all keys of the client begin with; no sign in it has a meaning in patterns
   * @param pattern names like this, as {@code SCAN} matches them
   * @param type of the keys, as {@code SCAN} calls it
   * @return the call
   */
  public Call<KeyPage> next(String prefix, String pattern, String type) {
    return new PlainCall<>(
        Command.of("SCAN", cursor, "MATCH", prefix + pattern, "COUNT", COUNT, "TYPE", type),
        raw -> read(prefix, raw));
  }

  private static KeyPage read(String prefix, @Nullable Object raw) {
    if (raw instanceof List<?> reply
        && reply.size() == 2
        && reply.get(0) instanceof byte[] cursor
        && reply.get(1) instanceof List<?> keys) {
      List<String> names = new ArrayList<>(keys.size());
      for (Object key : keys) {
        name(prefix, key).ifPresent(names::add);
      }
      return new KeyPage(new String(cursor, ISO_8859_1), names);
    }
    throw new IllegalStateException("SCAN answered with " + raw + ", which it should not");
  }

  /** A name of a lock is UTF-8, and stands behind the prefix; other keys are none. */
  private static Optional<String> name(String prefix, @Nullable Object key) {
    int before = prefix.length();
    if (!(key instanceof byte[] bytes)
        || bytes.length <= before
        || bytes.length > before + LockKeys.LONGEST) {
      return Optional.empty();
    }
    try {
      String whole = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return LockKeys.isBeside(prefix, whole) || !whole.startsWith(prefix)
          ? Optional.empty()
          : Optional.of(whole.substring(before));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
