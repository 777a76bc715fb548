package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One acquisition, as the scripts know it. The same request may be sent any number of times and is
 * granted once at a time.
 *
 * @param id unique among all clients, without blanks
 * @param kind whether the lock's value carries the fence
 * @param token who we are, in UTF-8
 * @param span how many fences to set aside for each grant, the first included
 */
public record Request(String id, Kind kind, byte[] token, long span) {

  /** What the lock's value is made of. */
  public enum Kind {
    /** The token and the fence of the grant, so that every grant has its own value. */
    FENCED("#"),
    /** As {@link #FENCED}, and our process may keep the lock when it needs it no more. */
    KEEPING("~"),
    /** The token as it is, chosen by the caller. */
    VERBATIM("=");

    private final byte[] sign;

    Kind(String sign) {
      this.sign = sign.getBytes(ISO_8859_1);
    }

    byte[] sign() {
      return sign;
    }
  }

  /**
   * The lock's value in Redis under a grant of this request.
   *
   * @param fence the grant's fence
   * @return the value, byte for byte
   */
  public byte[] valueWith(long fence) {
    if (kind == Kind.VERBATIM) {
      return token;
    }
    byte[] suffix = ("#" + fence).getBytes(ISO_8859_1);
    byte[] value = new byte[token.length + suffix.length];
    System.arraycopy(token, 0, value, 0, token.length);
    System.arraycopy(suffix, 0, value, token.length, suffix.length);
    return value;
  }

  /** The request's id as it goes over the wire. */
  byte[] idBytes() {
    return id.getBytes(ISO_8859_1);
  }

  /** The token only: arrays do not print. */
  @Override
  public String toString() {
    return new String(token, UTF_8);
  }
}
