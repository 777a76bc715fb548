package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Command;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The calls that change nothing: they are the same for all clients, and however a lock is held. */
public final class Queries {
  private static final byte[] EXISTS = "EXISTS".getBytes(ISO_8859_1);
  private static final byte[] WAIT = "WAIT".getBytes(ISO_8859_1);

  private Queries() {}

  /**
   * Look whether anybody holds the lock.
   *
   * @param keys the lock's keys
   * @return the call
   */
  public static Call<Boolean> isLocked(LockKeys keys) {
    byte[] lock = keys.lock();
    return new PlainCall<>(Command.onKey(lock, EXISTS, lock), raw -> Long.valueOf(1).equals(raw));
  }

  /**
   * Look who holds the lock and who waits.
   *
   * @param keys the lock's keys
   * @param most how many waiters to tell of
   * @return the call
   */
  public static Call<InspectReply> inspect(LockKeys keys, int most) {
    byte[][] arguments = {Ascii.number(most)};
    return new ScriptCall<>(Script.INSPECT, keys.all(), arguments, InspectReply::read);
  }

  /** Look whether an exclusive lock is still held under a value; its lease stays as it is. */
  static Call<RenewReply> whetherHeld(LockKeys keys, byte[] value) {
    byte[][] oneWaiter = {Ascii.number(1)};
    return new ScriptCall<>(
        Script.INSPECT, keys.all(), oneWaiter, reply -> judge(InspectReply.read(reply), value));
  }

  private static RenewReply judge(InspectReply seen, byte[] value) {
    if (seen instanceof InspectReply.Free) {
      return RenewReply.DELETED;
    }
    return seen instanceof InspectReply.Held held
            && Arrays.equals(held.holder().getBytes(UTF_8), value)
        ? RenewReply.RENEWED
        : RenewReply.OVERWRITTEN;
  }

  /**
   * Wait until replicas have all that was done on this connection. Blocks the connection.
   *
   * @param keys those of a lock on the server to ask
   * @param replicas how many of them
   * @param millis for how long at most; positive
   * @return the call; it is answered with how many have it, more or less than asked for
   */
  public static Call<Long> awaitReplicas(LockKeys keys, int replicas, long millis) {
    Command wait = Command.onKey(keys.lock(), WAIT, Ascii.number(replicas), Ascii.number(millis));
    return new PlainCall<>(wait, Queries::count);
  }

  private static Long count(@Nullable Object raw) {
    if (raw instanceof Long count) {
      return count;
    }
    throw new IllegalStateException("WAIT answered with " + raw + ", which it should not");
  }
}
