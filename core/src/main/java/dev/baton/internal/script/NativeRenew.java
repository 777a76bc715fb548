package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RENEW as one command, {@code SET lock value IFEQ value GET PX lease}, for servers whose {@code
 * SET} compares. It answers the value that the key had, so the same three replies can be told.
 *
 * <p>Never without {@code PX}: before such a {@code SET} goes to the replicas, these servers take
 * all words {@code GET} out of it, and so a value that is that word.
 *
 * @param command what to send
 * @param value the lock's value while it is ours
 * @param script the same as a script, which works also when the server is out of memory, and tells
 *     of a key of another type
 */
record NativeRenew(Command command, byte[] value, ScriptCall<RenewReply> script)
    implements Call<RenewReply> {
  private static final byte[] SET = "SET".getBytes(ISO_8859_1);
  private static final byte[] IFEQ = "IFEQ".getBytes(ISO_8859_1);
  private static final byte[] GET = "GET".getBytes(ISO_8859_1);
  private static final byte[] PX = "PX".getBytes(ISO_8859_1);

  static NativeRenew of(
      byte[] lock, byte[] value, long leaseMillis, ScriptCall<RenewReply> script) {
    byte[][] words = {SET, lock, value, IFEQ, value, GET, PX, Ascii.number(leaseMillis)};
    return new NativeRenew(Command.onKey(lock, words), value, script);
  }

  @Override
  public Call<RenewReply> inPlace() {
    return script.inPlace();
  }

  @Override
  public Call<RenewReply> unaltered() {
    return new NativeRenew(command, value, script.inPlace());
  }

  @Override
  public Optional<Call<RenewReply>> after(ServerError refusal) {
    return switch (ServerRefusal.of(refusal)) {
      case OOM, WRONGTYPE -> Optional.of(script);
      default -> Optional.empty();
    };
  }

  @Override
  public RenewReply read(@Nullable Object raw) {
    if (raw == null) {
      return RenewReply.DELETED;
    }
    return raw instanceof byte[] found && Arrays.equals(found, value)
        ? RenewReply.RENEWED
        : RenewReply.OVERWRITTEN;
  }
}
