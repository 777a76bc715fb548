package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Command;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A look at a string that may be a lock that one holds alone, for going through very many: four
 * short commands of the server's own, which cost it a fifth of what INSPECT does. They are not one
 * step, so that a lock that changes hands at that moment can be told with the queue of its next
 * holder.
 */
final class QuickLook implements Glance {
  private static final byte[] GETRANGE = "GETRANGE".getBytes(ISO_8859_1);
  private static final byte[] PTTL = "PTTL".getBytes(ISO_8859_1);
  private static final byte[] ZCARD = "ZCARD".getBytes(ISO_8859_1);

  /** As much of a value as INSPECT shows. */
  private static final byte[] VALUE_END = Ascii.number(4_199);

  /** The end of the fence in the record of the last grant, see {@code lib/record.lua}. */
  private static final byte[] FENCE_END = Ascii.number(15);

  private static final long GONE = -2;

  @Override
  public String type() {
    return "string";
  }

  @Override
  public List<Command> commands(LockKeys keys, long serverMicros) {
    byte[] lock = keys.lock();
    return List.of(
        Command.onKey(lock, GETRANGE, lock, Ascii.number(0), VALUE_END),
        Command.onKey(lock, PTTL, lock),
        Command.onKey(lock, ZCARD, keys.queue()),
        Command.onKey(lock, GETRANGE, keys.fence(), Ascii.number(0), FENCE_END));
  }

  @Override
  public Optional<InspectReply.Held> read(
      List<@Nullable Object> replies, long serverMicros, boolean foreign) {
    if (replies.get(0) instanceof byte[] value
        && replies.get(1) instanceof Long pttl
        && replies.get(2) instanceof Long waiting
        && replies.get(3) instanceof byte[] record
        && pttl != GONE) {
      String holder = new String(value, UTF_8);
      boolean ours = OwnedValue.isMadeByBaton(holder) || record.length > 0 || waiting > 0;
      if (ours != foreign) {
        return Optional.of(
            InspectReply.held(
                holder,
                TimeLeft.ofPttl(pttl),
                fence(record),
                serverMicros,
                new InspectReply.Queue(waiting, List.of())));
      }
    }
    return Optional.empty();
  }

  private static long fence(byte[] record) {
    String digits = new String(record, ISO_8859_1);
    return digits.matches("\\d{16}") ? Long.parseLong(digits) : 0;
  }
}
