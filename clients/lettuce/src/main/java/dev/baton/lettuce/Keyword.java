package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.protocol.ProtocolKeyword;

/** A command's name, for Lettuce, which compares it as a string on every dispatch. */
final class Keyword implements ProtocolKeyword {
  private final byte[] bytes;
  private final String name;

  Keyword(byte[] bytes) {
    this.bytes = bytes;
    this.name = new String(bytes, UTF_8);
  }

  @Override
  public byte[] getBytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return name;
  }
}
