package dev.baton;

/** What a release found. */
public enum ReleaseOutcome {
  /** The lock was held until now and has been given back, or handed to the next waiter. */
  RELEASED,

  /**
   * The lock had been lost before; nothing was changed in Redis. {@link Lease#lost()} is complete
   * and says how it was lost, as far as that is known.
   */
  ALREADY_LOST
}
