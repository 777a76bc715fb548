package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.protocol.ProtocolKeyword;

/** A command's name, for Lettuce, which compares it as a string on every dispatch. */
final class Keyword implements ProtocolKeyword {
  private final byte[] bytes;
  private final String name;

  Keyword(byte[] bytes) {
    this(bytes, new String(bytes, UTF_8));
  }

  /** One that Lettuce takes for another. */
  Keyword(byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  @Override
  public byte[] getBytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return name;
  }

  /** What {@link #toString} is before Lettuce 6.6. */
  @Override
  @SuppressWarnings("deprecation")
  public String name() {
    return name;
  }
}
