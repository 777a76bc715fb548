package dev.baton.internal.script;

import java.util.OptionalLong;

/**
 * How long a key will yet be there.
 *
 * @param millis empty if it never expires
 */
public record TimeLeft(OptionalLong millis) {

  /** Reads what {@code PTTL} says of a key that exists: negative means for ever. */
  static TimeLeft ofPttl(long pttl) {
    return new TimeLeft(pttl < 0 ? OptionalLong.empty() : OptionalLong.of(pttl));
  }
}
