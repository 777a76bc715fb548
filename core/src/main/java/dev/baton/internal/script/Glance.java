package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.spi.Command;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A look at keys of one type that may be locks, for going through very many. */
public sealed interface Glance permits QuickLook, QuickShareLook {
  /** At what one holds alone. */
  Glance AT_STRINGS = new QuickLook();

  /** At what is shared. */
  Glance AT_SORTED_SETS = new QuickShareLook();

  /** The type of the keys, as {@code SCAN} calls it. */
  String type();

  /**
   * What to ask.
   *
   * @param keys the lock's keys
   * @param serverMicros the server's time, a little earlier
   * @return commands, as many for each lock
   */
  List<Command> commands(LockKeys keys, long serverMicros);

  /**
   * Reads the answers.
   *
   * @param replies to the commands, null for one that the server refused
   * @param serverMicros the server's time
   * @param foreign whether to tell of keys that Baton did not make, instead of its locks
   * @return empty if the key is gone, or is not to be told of
   */
  Optional<InspectReply.Held> read(
      List<@Nullable Object> replies, long serverMicros, boolean foreign);

  /** The server's time in µs. */
  static Call<Long> time() {
    return new PlainCall<>(Command.of("TIME"), Glance::micros);
  }

  private static Long micros(@Nullable Object raw) {
    if (raw instanceof List<?> time
        && time.size() == 2
        && time.get(0) instanceof byte[] seconds
        && time.get(1) instanceof byte[] micros) {
      return number(seconds) * 1_000_000 + number(micros);
    }
    throw new IllegalStateException("TIME answered with " + raw + ", which it should not");
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, ISO_8859_1));
  }
}
