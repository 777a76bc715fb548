package dev.baton.jedis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.spi.Command;

/**
 * A channel as it is subscribed to.
 *
 * @param name the name's bytes, each as the character of the same number
 * @param sharded whether by SSUBSCRIBE
 */
public record JedisChannel(String name, boolean sharded) {
  private static final byte[] SUBSCRIBE = "SUBSCRIBE".getBytes(US_ASCII);
  private static final byte[] SSUBSCRIBE = "SSUBSCRIBE".getBytes(US_ASCII);

  private static final byte[] UNSUBSCRIBE = "UNSUBSCRIBE".getBytes(US_ASCII);
  private static final byte[] SUNSUBSCRIBE = "SUNSUBSCRIBE".getBytes(US_ASCII);

  public static JedisChannel of(byte[] name, boolean sharded) {
    return new JedisChannel(new String(name, ISO_8859_1), sharded);
  }

  public byte[] bytes() {
    return name.getBytes(ISO_8859_1);
  }

  public Command subscription() {
    return Command.onKey(bytes(), sharded ? SSUBSCRIBE : SUBSCRIBE, bytes());
  }

  public Command unsubscription() {
    return Command.onKey(bytes(), sharded ? SUNSUBSCRIBE : UNSUBSCRIBE, bytes());
  }
}
