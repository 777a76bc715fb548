package dev.baton.internal.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
   * @param holder its value; of those who share it, that of one whose lease ends last
   * @param remaining how long yet
   * @param fence that of the last grant, zero if forgotten
   * @param heldMicros how long ago it was granted, as far as its fence tells
   * @param queue who waits
   * @param shares how it is shared; empty if one has it alone
   */
  record Held(
      String holder,
      TimeLeft remaining,
      long fence,
      OptionalLong heldMicros,
      Queue queue,
      Optional<Shares> shares)
      implements InspectReply {}

  /**
   * How a lock is shared.
   *
   * @param count how many share it
   * @param weight the sum of their weights
   * @param limited whether each of them came with a limit
   * @param first the first of them, by the ends of their leases
   */
  record Shares(long count, long weight, boolean limited, List<Sharer> first) {}

  /**
   * One of those who share a lock.
   *
   * @param value its value
   * @param weight how much of the lock it has
   * @param millis how long its lease lasts yet
   */
  record Sharer(String value, int weight, long millis) {}

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
   * @param share what part of the lock it waits for; empty if it is to be alone
   */
  record Waiting(String owner, long micros, Optional<Share> share) {}

  /**
   * What part of a lock one waits for.
   *
   * @param weight how much of it
   * @param limit how much can be shared at most; empty if there is no limit
   */
  record Share(int weight, OptionalInt limit) {}

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
      case "SHARED" ->
          shared(
              reply.text(1),
              reply.number(2),
              reply.number(reply.number(3) == 0 ? 7 : 3),
              reply.number(4),
              queue(reply, 4),
              new Shares(
                  reply.number(9),
                  reply.number(8),
                  reply.number(3) == 0,
                  sharers(reply.texts(10), reply.number(4) / 1_000)));
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
    return new Held(holder, remaining, fence, heldMicros, queue, Optional.empty());
  }

  /**
   * A lock that is shared. Its fence is that of those without a limit, and the time since when they
   * share it; else that of the newest permit, which says nothing of when the first of them came.
   */
  static Held shared(
      String holder, long left, long fence, long serverMicros, Queue queue, Shares shares) {
    OptionalLong heldMicros =
        shares.limited()
            ? OptionalLong.empty()
            : OptionalLong.of(Math.max(0, serverMicros - fence));
    return new Held(
        holder, new TimeLeft(OptionalLong.of(left)), fence, heldMicros, queue, Optional.of(shares));
  }

  private static List<Sharer> sharers(List<String> values, long serverMillis) {
    List<Sharer> sharers = new ArrayList<>();
    for (int i = 0; i + 1 < values.size(); i += 2) {
      String value = values.get(i);
      sharers.add(
          new Sharer(
              value,
              OwnedValue.weight(value),
              Math.max(0, number(values.get(i + 1)) - serverMillis)));
    }
    return List.copyOf(sharers);
  }

  private static Queue queue(Reply reply, int timeAt) {
    long serverMicros = reply.number(timeAt);
    List<String> members = reply.texts(timeAt + 2);
    List<Waiting> first = new ArrayList<>();
    for (int i = 0; i + 1 < members.size(); i += 2) {
      first.add(waiting(members.get(i), Math.max(0, serverMicros - number(members.get(i + 1)))));
    }
    return new Queue(reply.number(timeAt + 1), List.copyOf(first));
  }

  /** A score: a time of the server's, unless somebody else wrote it. */
  static long number(String score) {
    try {
      return (long) Double.parseDouble(score);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** The last two fields of a queue's member are kind and token, see {@code lib/member.lua}. */
  private static Waiting waiting(String member, long micros) {
    String[] fields = member.split(" ", 6);
    return fields.length == 6
        ? new Waiting(fields[5], micros, Request.Kind.shareOf(fields[4]))
        : new Waiting(member, micros, Optional.empty());
  }
}
