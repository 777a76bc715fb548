package dev.baton.jedis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.spi.Command;

/**
 * A channel as it is subscribed to.
 *
 * @param name the name's bytes, each as the character of the same number
 * @param sharded whether by SSUBSCRIBE
 */
record Channel(String name, boolean sharded) {
  private static final byte[] SUBSCRIBE = "SUBSCRIBE".getBytes(US_ASCII);
  private static final byte[] SSUBSCRIBE = "SSUBSCRIBE".getBytes(US_ASCII);

  private static final byte[] UNSUBSCRIBE = "UNSUBSCRIBE".getBytes(US_ASCII);
  private static final byte[] SUNSUBSCRIBE = "SUNSUBSCRIBE".getBytes(US_ASCII);

  static Channel of(byte[] name, boolean sharded) {
    return new Channel(new String(name, ISO_8859_1), sharded);
  }

  byte[] bytes() {
    return name.getBytes(ISO_8859_1);
  }

  Command subscription() {
    return Command.onKey(bytes(), sharded ? SSUBSCRIBE : SUBSCRIBE, bytes());
  }

  Command unsubscription() {
    return Command.onKey(bytes(), sharded ? SUNSUBSCRIBE : UNSUBSCRIBE, bytes());
  }
}
