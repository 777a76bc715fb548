package dev.baton.internal.script;

/** What LEADER answers. */
public sealed interface LeaderReply {

  /** Nobody holds the lock. */
  record Nobody() implements LeaderReply {}

  /**
   * Somebody does who has not said that it leads.
   *
   * @param leaseMillis what is left of the lease, negative for ever
   */
  record Held(long leaseMillis) implements LeaderReply {}

  /**
   * Somebody leads.
   *
   * @param leaseMillis what is left of the lease, negative for ever
   * @param term the fence of the grant
   * @param sinceMillis for how long it has led
   * @param ownerToken the lock's value
   * @param candidate what it says of itself
   */
  record Led(long leaseMillis, long term, long sinceMillis, String ownerToken, String candidate)
      implements LeaderReply {}

  /** Reads the reply. */
  static LeaderReply read(Reply reply) {
    return switch (reply.word()) {
      case "NOBODY" -> new Nobody();
      case "HELD" -> new Held(reply.number(1));
      case "LED" ->
          new Led(
              reply.number(1),
              reply.number(2),
              Math.max(0, reply.number(3)),
              reply.text(4),
              reply.text(5));
      default -> throw reply.unknownWord();
    };
  }
}
