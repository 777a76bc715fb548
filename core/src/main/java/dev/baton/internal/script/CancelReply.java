package dev.baton.internal.script;

/** What CANCEL answers. */
public enum CancelReply {
  /** Nothing is ours, and nothing was. */
  CANCELLED,
  /** The lock was ours, and was given back. */
  GIVEN_BACK;

  /** Reads the reply. */
  static CancelReply read(Reply reply) {
    return switch (reply.word()) {
      case "CANCELLED" -> CANCELLED;
      case "GIVEN_BACK" -> GIVEN_BACK;
      default -> throw reply.unknownWord();
    };
  }
}
