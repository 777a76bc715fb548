package dev.baton.internal.script;

/** What PROCLAIM answers. */
public enum ProclaimReply {
  /** It is written down who leads. */
  PROCLAIMED,
  /** The lock is gone. */
  DELETED,
  /** The lock is somebody else's. */
  OVERWRITTEN;

  /** Reads the reply. */
  static ProclaimReply read(Reply reply) {
    return switch (reply.word()) {
      case "PROCLAIMED" -> PROCLAIMED;
      case "DELETED" -> DELETED;
      case "OVERWRITTEN" -> OVERWRITTEN;
      default -> throw reply.unknownWord();
    };
  }
}
