package dev.baton.testing.faults.proxy;

import java.time.Duration;

/**
 * What is done to the bytes that pass.
 *
 * @param lines on which connections
 * @param delay how long each piece is held back
 * @param swallow whether they vanish: the connection stays open, and nothing arrives
 */
record Harm(Lines lines, Duration delay, boolean swallow) {
  static final Harm NONE = new Harm(Lines.ALL, Duration.ZERO, false);
}
