package dev.baton.testing.simulation.client;

/** Somebody in a process who does something with locks, until it is told to stop. */
public interface Actor {
  /** Begins. */
  void start();

  /** Begins nothing more, and ends what it has begun. */
  void stop();

  /** Whether there is no more to come. */
  boolean isDone();
}
