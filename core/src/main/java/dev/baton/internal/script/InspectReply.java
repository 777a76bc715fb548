package dev.baton.internal.script;

import java.util.List;

/** What INSPECT answers. */
public sealed interface InspectReply {

  /**
   * Nobody holds the lock.
   *
   * @param fence that of the last grant, zero if forgotten
   * @param waiters who waits, the next one first
   */
  record Free(long fence, List<String> waiters) implements InspectReply {}

  /**
   * Somebody holds the lock.
   *
   * @param holder its value
   * @param remaining how long yet
   * @param fence that of the last grant, zero if forgotten
   * @param waiters who waits, the next one first
   */
  record Held(String holder, TimeLeft remaining, long fence, List<String> waiters)
      implements InspectReply {}

  /**
   * The key holds data that is not a lock.
   *
   * @param type its type in Redis
   */
  record Foreign(String type) implements InspectReply {}

  /** Reads the reply. */
  static InspectReply read(Reply reply) {
    return switch (reply.word()) {
      case "FREE" -> new Free(reply.number(1), owners(reply.texts(2)));
      case "HELD" ->
          new Held(
              reply.text(1),
              TimeLeft.ofPttl(reply.number(2)),
              reply.number(3),
              owners(reply.texts(4)));
      case "FOREIGN" -> new Foreign(reply.text(1));
      default -> throw reply.unknownWord();
    };
  }

  private static List<String> owners(List<String> members) {
    return members.stream().map(InspectReply::owner).toList();
  }

  /** The token is a queue member's last field, see {@code acquire.lua}. */
  private static String owner(String member) {
    String[] fields = member.split(" ", 6);
    return fields.length == 6 ? fields[5] : member;
  }
}
