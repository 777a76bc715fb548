package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** Writes commands as they go over the wire. */
final class Resp {
  private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(US_ASCII);
  private static final int CRLF = '\r' << 8 | '\n';

  /** A type, a length of up to seven digits, and two line ends. */
  private static final int MOST_FRAMING = 12;

  private Resp() {}

  static void write(byte[][] words, ByteBuf buffer) {
    int size = MOST_FRAMING;
    for (byte[] word : words) {
      size += MOST_FRAMING + word.length;
    }
    buffer.ensureWritable(size);
    writeCount('*', words.length, buffer);
    for (byte[] word : words) {
      writeCount('$', word.length, buffer);
      buffer.writeBytes(word).writeShort(CRLF);
    }
  }

  private static void writeCount(char type, int count, ByteBuf buffer) {
    buffer.writeByte(type);
    writeDigits(count, buffer);
    buffer.writeShort(CRLF);
  }

  private static void writeDigits(int number, ByteBuf buffer) {
    if (number >= 10) {
      writeDigits(number / 10, buffer);
    }
    buffer.writeByte('0' + number % 10);
  }

  static void writePing(ByteBuf buffer) {
    buffer.writeBytes(PING);
  }
}
