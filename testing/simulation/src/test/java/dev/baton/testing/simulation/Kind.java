package dev.baton.testing.simulation;

/** The kinds of faults. */
enum Kind {
  MESSAGES_SLOW,
  COMMANDS_CUT,
  COMMANDS_REPEATED,
  REPLIES_SWALLOWED,
  COMMANDS_SWALLOWED,
  PUSHES_LOST,
  PUSHES_REPEATED,
  PUSHES_CUT,
  PUSHES_SWALLOWED,
  /** The push connection leads to a replica, which passes on all that is published. */
  PUSHES_AT_A_REPLICA,
  PROCESS_PAUSED,
  PROCESS_KILLED,
  SERVER_STALLED,
  SERVER_OUT_OF_MEMORY,
  SERVER_RESTARTED,
  /** A replica takes over in order, and push connections stay at the primary before it. */
  SERVER_DEMOTED,
  SCRIPTS_FLUSHED,
  STRANGER_TAKES,
  /** The keys beside the lock are evicted. */
  SIDE_KEYS_EVICTED(true),
  LOCK_DELETED(true),
  LOCK_OVERWRITTEN(true),
  SERVER_FLUSHED(true),
  /** A restart without persistence. */
  SERVER_EMPTIED(true),
  /** A replica takes over that lacks the newest writes. */
  FAILED_OVER(true),
  CLOCK_STEPPED(true);

  private final boolean forgets;

  Kind() {
    this(false);
  }

  Kind(boolean forgets) {
    this.forgets = forgets;
  }

  /** Whether the server loses something that it had granted. */
  boolean forgets() {
    return forgets;
  }
}
