package dev.baton.internal.script;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What INSPECT answers. */
public sealed interface InspectReply {

  /**
   * Nobody holds the lock.
   *
   * @param fence that of the last grant, zero if forgotten
   * @param queue who waits
   */
  record Free(long fence, Queue queue) implements InspectReply {}

  /**
   * Somebody holds the lock.
   *
   * @param holder its value
   * @param remaining how long yet
   * @param fence that of the last grant, zero if forgotten
   * @param heldMicros how long ago it was granted, as far as its fence tells
   * @param queue who waits
   */
  record Held(String holder, TimeLeft remaining, long fence, OptionalLong heldMicros, Queue queue)
      implements InspectReply {}

  /**
   * The key holds data that is not a lock.
   *
   * @param type its type in Redis
   */
  record Foreign(String type) implements InspectReply {}

  /**
   * Who waits for a lock.
   *
   * @param length how many
   * @param first the first of them, the next one first
   */
  record Queue(long length, List<Waiting> first) {}

  /**
   * One who waits.
   *
   * @param owner its token
   * @param micros for how long
   */
  record Waiting(String owner, long micros) {}

  /** Reads the reply. */
  static InspectReply read(Reply reply) {
    return switch (reply.word()) {
      case "FREE" -> new Free(reply.number(1), queue(reply, 2));
      case "HELD" ->
          held(
              reply.text(1),
              TimeLeft.ofPttl(reply.number(2)),
              reply.number(3),
              reply.number(4),
              queue(reply, 4));
      case "FOREIGN" -> new Foreign(reply.text(1));
      default -> throw reply.unknownWord();
    };
  }

  /**
   * A lock that is held. A fence is the time of its grant, or a little ahead; that in the value is
   * the holder's for certain.
   */
  static Held held(String holder, TimeLeft remaining, long fence, long serverMicros, Queue queue) {
    long granted = OwnedValue.fence(holder).orElse(fence);
    OptionalLong heldMicros =
        granted == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, serverMicros - granted));
    return new Held(holder, remaining, fence, heldMicros, queue);
  }

  private static Queue queue(Reply reply, int timeAt) {
    long serverMicros = reply.number(timeAt);
    List<String> members = reply.texts(timeAt + 2);
    List<Waiting> first = new ArrayList<>();
    for (int i = 0; i + 1 < members.size(); i += 2) {
      first.add(
          new Waiting(
              owner(members.get(i)), Math.max(0, serverMicros - ticket(members.get(i + 1)))));
    }
    return new Queue(reply.number(timeAt + 1), List.copyOf(first));
  }

  /** The server's time at which it joined, unless somebody else wrote it. */
  private static long ticket(String score) {
    try {
      return (long) Double.parseDouble(score);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** The token is a queue member's last field, see {@code acquire.lua}. */
  private static String owner(String member) {
    String[] fields = member.split(" ", 6);
    return fields.length == 6 ? fields[5] : member;
  }
}
