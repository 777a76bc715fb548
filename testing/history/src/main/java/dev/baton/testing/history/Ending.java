package dev.baton.testing.history;

/** How the belief in a lock ended. */
public enum Ending {
  /** Its user gave the lock back. */
  RELEASED,
  /** Its user was told that the lock is lost. */
  LOST,
  /** Its process died. */
  CRASHED,
  /** It had not ended when the history did. */
  STILL_HELD,
  /** There was none: the lock was not granted. */
  NONE
}
