package dev.baton.internal.script;

/** What RENEW answers. */
public enum RenewReply {
  /** The lock is ours, with the new lease. */
  RENEWED,
  /** The lock is gone. */
  DELETED,
  /** The lock is somebody else's. */
  OVERWRITTEN;

  /** Reads the reply. */
  static RenewReply read(Reply reply) {
    return switch (reply.word()) {
      case "RENEWED" -> RENEWED;
      case "DELETED" -> DELETED;
      case "OVERWRITTEN" -> OVERWRITTEN;
      default -> throw reply.unknownWord();
    };
  }
}
