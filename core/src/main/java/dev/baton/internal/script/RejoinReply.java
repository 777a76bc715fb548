package dev.baton.internal.script;

/** What REJOIN answers: as ACQUIRE, or that the lock was not ours to hand on. */
public sealed interface RejoinReply
    permits AcquireReply.Granted, AcquireReply.Queued, AcquireReply.Delayed, RejoinReply.NotOurs {

  /**
   * The lock was not ours, and nothing was done.
   *
   * @param how whether it was gone or somebody else's
   */
  record NotOurs(ReleaseReply how) implements RejoinReply {}

  /** Reads the reply. */
  static RejoinReply read(Reply reply) {
    return switch (reply.word()) {
      case "GRANTED" -> AcquireReply.granted(reply);
      case "QUEUED" -> AcquireReply.queued(reply);
      case "DELAYED" -> AcquireReply.delayed(reply);
      case "DELETED" -> new NotOurs(ReleaseReply.DELETED);
      case "OVERWRITTEN" -> new NotOurs(ReleaseReply.OVERWRITTEN);
      default -> throw reply.unknownWord();
    };
  }
}
