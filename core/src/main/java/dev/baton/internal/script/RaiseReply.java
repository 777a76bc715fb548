package dev.baton.internal.script;

/** What RAISE answers. */
public enum RaiseReply {
  /** The lock is ours, and all later fences are larger. */
  RAISED,
  /** The lock is gone. */
  DELETED,
  /** The lock is somebody else's. */
  OVERWRITTEN;

  /** Reads the reply. */
  static RaiseReply read(Reply reply) {
    return switch (reply.word()) {
      case "RAISED" -> RAISED;
      case "DELETED" -> DELETED;
      case "OVERWRITTEN" -> OVERWRITTEN;
      default -> throw reply.unknownWord();
    };
  }
}
