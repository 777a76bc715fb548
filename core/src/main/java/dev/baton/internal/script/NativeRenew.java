package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.spi.Command;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * RENEW as one command, {@code SET lock value IFEQ value GET [PX lease]}, for servers whose {@code
 * SET} compares. It answers the value that the key had, so the same three replies can be told.
 */
final class NativeRenew {
  private static final byte[] SET = "SET".getBytes(ISO_8859_1);
  private static final byte[] IFEQ = "IFEQ".getBytes(ISO_8859_1);
  private static final byte[] GET = "GET".getBytes(ISO_8859_1);
  private static final byte[] PX = "PX".getBytes(ISO_8859_1);

  private NativeRenew() {}

  static Call<RenewReply> call(byte[] lock, byte[] value, long leaseMillis) {
    byte[][] forEver = {SET, lock, value, IFEQ, value, GET};
    byte[][] words = forEver;
    if (leaseMillis > 0) {
      words = Arrays.copyOf(forEver, forEver.length + 2);
      words[forEver.length] = PX;
      words[forEver.length + 1] = Ascii.number(leaseMillis);
    }
    return new PlainCall<>(Command.onKey(lock, words), found -> read(found, value));
  }

  private static RenewReply read(@Nullable Object found, byte[] value) {
    if (found == null) {
      return RenewReply.DELETED;
    }
    return found instanceof byte[] bytes && Arrays.equals(bytes, value)
        ? RenewReply.RENEWED
        : RenewReply.OVERWRITTEN;
  }
}
