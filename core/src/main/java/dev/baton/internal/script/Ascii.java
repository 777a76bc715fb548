package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Numbers as Redis writes them. */
final class Ascii {
  private static final byte[][] DIGITS = new byte[10][];

  static {
    for (int digit = 0; digit < DIGITS.length; digit++) {
      DIGITS[digit] = new byte[] {(byte) ('0' + digit)};
    }
  }

  private Ascii() {}

  static byte[] number(long value) {
    return value >= 0 && value < DIGITS.length
        ? DIGITS[(int) value]
        : Long.toString(value).getBytes(ISO_8859_1);
  }
}
