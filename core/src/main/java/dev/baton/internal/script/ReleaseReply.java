package dev.baton.internal.script;

/** What RELEASE answers. */
public enum ReleaseReply {
  /** The lock is free. */
  RELEASED,
  /** The lock is nobody's, and stays taken until it was held for long enough. */
  LEFT,
  /** The lock is the next waiter's. */
  HANDED,
  /** The lock was gone. */
  DELETED,
  /** The lock was somebody else's, and still is. */
  OVERWRITTEN;

  /** Whether the lock was ours until now. */
  public boolean wasOurs() {
    return this == RELEASED || this == LEFT || this == HANDED;
  }

  /** Reads the reply. */
  static ReleaseReply read(Reply reply) {
    return switch (reply.word()) {
      case "RELEASED" -> RELEASED;
      case "LEFT" -> LEFT;
      case "HANDED" -> HANDED;
      case "DELETED" -> DELETED;
      case "OVERWRITTEN" -> OVERWRITTEN;
      default -> throw reply.unknownWord();
    };
  }
}
