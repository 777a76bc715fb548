package dev.baton.internal.script;

/** What REJOIN answers: as ACQUIRE, or that nothing was asked for. */
public sealed interface RejoinReply
    permits AcquireReply.Granted, AcquireReply.Queued, AcquireReply.Delayed, RejoinReply.NotQueued {

  /**
   * We have not joined the queue.
   *
   * @param how what became of the lock: it was gone or somebody else's, and nothing was done; or it
   *     was released only
   */
  record NotQueued(ReleaseReply how) implements RejoinReply {}

  /** Reads the reply. */
  static RejoinReply read(Reply reply) {
    return switch (reply.word()) {
      case "GRANTED" -> AcquireReply.granted(reply);
      case "QUEUED" -> AcquireReply.queued(reply);
      case "DELAYED" -> AcquireReply.delayed(reply);
      case "DELETED" -> new NotQueued(ReleaseReply.DELETED);
      case "OVERWRITTEN" -> new NotQueued(ReleaseReply.OVERWRITTEN);
      default -> throw reply.unknownWord();
    };
  }

  /** Reads the reply of FREE or RELEASE, which do not ask for the lock again. */
  static RejoinReply readReleased(Reply reply) {
    return new NotQueued(ReleaseReply.read(reply));
  }
}
