package dev.baton.internal.script;

/** What ACQUIRE answers. */
public sealed interface AcquireReply {

  /**
   * The lock is ours.
   *
   * @param fence the fencing token of this grant
   * @param serverMicros the server's time
   */
  record Granted(long fence, long serverMicros) implements AcquireReply {}

  /**
   * Somebody else has it, and we do not wait.
   *
   * @param holder who has it
   * @param remaining how long yet
   */
  record Held(String holder, TimeLeft remaining) implements AcquireReply {}

  /**
   * We wait.
   *
   * @param rank how many are before us
   * @param serverMicros the server's time
   * @param holder who has the lock
   * @param remaining how long yet
   */
  record Queued(long rank, long serverMicros, String holder, TimeLeft remaining)
      implements AcquireReply {}

  /**
   * The key holds data that is not a lock.
   *
   * @param type its type in Redis
   */
  record Foreign(String type) implements AcquireReply {}

  /** Reads the reply. */
  static AcquireReply read(Reply reply) {
    return switch (reply.word()) {
      case "GRANTED" -> new Granted(reply.number(1), reply.number(2));
      case "HELD" -> new Held(reply.text(2), TimeLeft.ofPttl(reply.number(1)));
      case "QUEUED" ->
          new Queued(
              reply.number(1), reply.number(3), reply.text(4), TimeLeft.ofPttl(reply.number(2)));
      case "FOREIGN" -> new Foreign(reply.text(1));
      default -> throw reply.unknownWord();
    };
  }
}
