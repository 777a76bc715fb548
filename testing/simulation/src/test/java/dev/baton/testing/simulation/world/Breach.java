package dev.baton.testing.simulation.world;

/**
 * Something was seen that may not be; the message says what. It ends the run, wherever it is
 * thrown.
 */
public final class Breach extends AssertionError {
  private static final long serialVersionUID = 1L;

  Breach(String what) {
    super(what);
  }
}
