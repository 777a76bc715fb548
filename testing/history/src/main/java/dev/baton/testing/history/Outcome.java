package dev.baton.testing.history;

/** How an attempt to get a lock ended. */
public enum Outcome {
  /** The lock was given. */
  GRANTED,
  /** The time to wait was over. */
  TIMED_OUT,
  /** It ended with an error. */
  REFUSED,
  /** Its user gave up. */
  CANCELLED,
  /** No answer came: its process died, or the history ended before. */
  UNANSWERED
}
