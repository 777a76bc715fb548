package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Command;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A look at a sorted set that may be a lock that is shared, see {@code lib/share.lua}: what INSPECT
 * does, in commands of the server's own, without the holders. They are not one step either.
 */
final class QuickShareLook implements Glance {
  private static final byte[] ZMSCORE = word("ZMSCORE");
  private static final byte[] ZCARD = word("ZCARD");
  private static final byte[] ZRANGE = word("ZRANGE");
  private static final byte[] BYSCORE = word("BYSCORE");
  private static final byte[] REV = word("REV");
  private static final byte[] LIMIT = word("LIMIT");
  private static final byte[] WITHSCORES = word("WITHSCORES");

  private static final byte[] SUM = word("#");
  private static final byte[] FENCE = word("@");
  private static final byte[] PERMIT = word("%");

  /** Ends of leases are smaller than this, and fences are not. */
  private static final byte[] ENDS = word("(1000000000000000");

  private static final byte[] LOWEST = word("-inf");

  /** As many as INSPECT looks for of what is no lease that goes on. */
  private static final byte[] OTHERS = Ascii.number(1_002);

  private static byte[] word(String word) {
    return word.getBytes(ISO_8859_1);
  }

  @Override
  public String type() {
    return "zset";
  }

  @Override
  public List<Command> commands(LockKeys keys, long serverMicros) {
    byte[] lock = keys.lock();
    byte[] zero = Ascii.number(0);
    byte[] now = Ascii.number(serverMicros / 1_000);
    byte[] later = word("(" + serverMicros / 1_000);
    return List.of(
        Command.onKey(lock, ZMSCORE, lock, SUM, FENCE, PERMIT),
        Command.onKey(lock, ZCARD, lock),
        Command.onKey(lock, ZRANGE, lock, LOWEST, now, BYSCORE, LIMIT, zero, OTHERS),
        Command.onKey(
            lock,
            ZRANGE,
            lock,
            ENDS,
            later,
            BYSCORE,
            REV,
            LIMIT,
            zero,
            Ascii.number(1),
            WITHSCORES),
        Command.onKey(lock, ZCARD, keys.queue()));
  }

  @Override
  public Optional<InspectReply.Held> read(
      List<@Nullable Object> replies, long serverMicros, boolean foreign) {
    if (foreign
        || !(replies.get(0) instanceof List<?> scores)
        || !(scores.get(0) instanceof byte[] sum)
        || !(replies.get(1) instanceof Long members)
        || !(replies.get(2) instanceof List<?> others)
        || !(replies.get(3) instanceof List<?> found)
        || found.isEmpty()
        || !(replies.get(4) instanceof Long waiting)) {
      return Optional.empty();
    }
    // In RESP3 each member is in a list with its score, in RESP2 they are flat.
    List<?> longest = found.get(0) instanceof List<?> pair ? pair : found;
    long fence = score(scores.get(1));
    long permit = score(scores.get(2));
    int inside = others.size() + (fence == 0 ? 0 : 1) + (permit == 0 ? 0 : 1);
    long over = others.stream().mapToLong(other -> OwnedValue.weight(text(other))).sum();
    InspectReply.Shares shares =
        new InspectReply.Shares(
            Math.max(1, members - inside), Math.max(1, score(sum) - over), fence == 0, List.of());
    return Optional.of(
        InspectReply.shared(
            text(longest.get(0)),
            Math.max(0, score(longest.get(1)) - serverMicros / 1_000),
            fence == 0 ? permit : fence,
            serverMicros,
            new InspectReply.Queue(waiting, List.of()),
            shares));
  }

  private static long score(@Nullable Object raw) {
    return raw == null ? 0 : InspectReply.number(text(raw));
  }

  private static String text(@Nullable Object raw) {
    return raw instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(raw);
  }
}
