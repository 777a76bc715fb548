package dev.baton;

/** How a lease ended before its holder released it. */
public enum LossReason {
  /** Its time ran out, because no renewal was asked for or none was confirmed in time. */
  EXPIRED("its time ran out before a renewal was confirmed"),

  /** The key was gone from Redis: deleted, flushed, evicted, or lost in a failover. */
  DELETED("its key was deleted from Redis"),

  /** The key held somebody else's value. */
  OVERWRITTEN("its key holds somebody else's value"),

  /** It was held for as long as {@link LockOptions#maxHold()} allows. */
  MAX_HOLD_REACHED("it reached the longest time it may be held"),

  /** Its {@link LockClient} was closed while it was held; the lock was given back. */
  CLIENT_CLOSED("its lock client was closed"),

  /**
   * Its process was restored from a memory image, as others may have been, or stood still together
   * with its machine. Whether Redis still has the lock is not known; it is left to expire.
   */
  RESTORED("its process was restored from a memory image, or stood still with its machine");

  private final String explanation;

  LossReason(String explanation) {
    this.explanation = explanation;
  }

  /**
   * The reason in words, for a message.
   *
   * @return a clause such as "its key was deleted from Redis"
   */
  public String explanation() {
    return explanation;
  }
}
