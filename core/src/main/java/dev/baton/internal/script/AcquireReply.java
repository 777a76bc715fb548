package dev.baton.internal.script;

/** What ACQUIRE answers. */
public sealed interface AcquireReply {

  /**
   * The lock is ours.
   *
   * @param fence the fencing token of this grant
   * @param serverMicros the server's time
   * @param waiting how many wait behind us
   */
  record Granted(long fence, long serverMicros, long waiting)
      implements AcquireReply, RejoinReply {}

  /**
   * Somebody else has it, and we do not wait.
   *
   * @param holder who has it
   * @param remaining how long yet
   * @param kept whether its process keeps it while nobody wants it; that was told that we do
   */
  record Held(String holder, TimeLeft remaining, boolean kept) implements AcquireReply {}

  /**
   * We wait.
   *
   * @param rank how many are before us
   * @param serverMicros the server's time
   * @param holder who has the lock
   * @param remaining how long yet
   */
  record Queued(long rank, long serverMicros, String holder, TimeLeft remaining)
      implements AcquireReply, RejoinReply {}

  /**
   * Nobody has it, and nobody is granted it for some time after a change of the primary; we do not
   * wait.
   *
   * @param remaining how long yet
   */
  record Quarantined(TimeLeft remaining) implements AcquireReply {}

  /**
   * We wait for a lock that nobody is granted for some time after a change of the primary.
   *
   * @param rank how many are before us
   * @param serverMicros the server's time
   * @param remaining how long yet
   */
  record Delayed(long rank, long serverMicros, TimeLeft remaining)
      implements AcquireReply, RejoinReply {}

  /**
   * The key holds data that is not a lock.
   *
   * @param type its type in Redis
   */
  record Foreign(String type) implements AcquireReply {}

  /** Reads the reply. */
  static AcquireReply read(Reply reply) {
    return switch (reply.word()) {
      case "TAKEN" -> new Granted(reply.number(1), reply.number(1), 0);
      case "GRANTED" -> granted(reply);
      case "HELD" -> held(reply, /* kept= */ false);
      case "KEPT" -> held(reply, /* kept= */ true);
      case "QUEUED" -> queued(reply);
      case "QUARANTINED" -> new Quarantined(TimeLeft.ofPttl(reply.number(1)));
      case "DELAYED" -> delayed(reply);
      case "FOREIGN" -> new Foreign(reply.text(1));
      default -> throw reply.unknownWord();
    };
  }

  /** Reads what a grant says. */
  static Granted granted(Reply reply) {
    return new Granted(reply.number(1), reply.number(2), reply.number(3));
  }

  /** Reads what a place in the queue says. */
  static Queued queued(Reply reply) {
    return new Queued(
        reply.number(1), reply.number(3), reply.text(4), TimeLeft.ofPttl(reply.number(2)));
  }

  /** Reads what a place in the queue says during a quarantine. */
  static Delayed delayed(Reply reply) {
    return new Delayed(reply.number(1), reply.number(3), TimeLeft.ofPttl(reply.number(2)));
  }

  private static Held held(Reply reply, boolean kept) {
    return new Held(reply.text(2), TimeLeft.ofPttl(reply.number(1)), kept);
  }
}
