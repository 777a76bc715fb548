package dev.baton.testing.simulation;

import dev.baton.test.internal.server.Keyspace;
import dev.baton.testing.history.Mode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who holds a lock, as the server has it at one instant.
 *
 * @param value that of who holds it exclusively, empty if nobody does
 * @param ends of those who share it by their values, when their leases are over, in ms
 * @param sum how much of it is shared, as the server counts it
 * @param fence that of those who share it without a limit, zero if there is none
 */
record Holding(String value, Map<String, Long> ends, long sum, long fence) {
  static final Holding NOBODY = new Holding("", Map.of(), 0, 0);

  static Holding of(Keyspace keys, String lock) {
    Map<String, Long> scores = keys.scores(lock);
    if (scores.isEmpty()) {
      String value = keys.string(lock);
      return value == null ? NOBODY : new Holding(value, Map.of(), 0, 0);
    }
    Map<String, Long> ends = new HashMap<>();
    scores.forEach(
        (member, score) -> {
          if (member.indexOf('*') >= 0) {
            ends.put(member, score);
          }
        });
    return new Holding("", ends, scores.getOrDefault("#", 0L), scores.getOrDefault("@", 0L));
  }

  /** Those who share it whose leases are not over at a time. */
  Set<String> sharers(long millis) {
    Set<String> sharers = new HashSet<>();
    ends.forEach(
        (sharer, end) -> {
          if (end > millis) {
            sharers.add(sharer);
          }
        });
    return sharers;
  }

  /** The same without those whose leases are over at a time. */
  Holding at(long millis) {
    Map<String, Long> left = new HashMap<>(ends);
    left.values().removeIf(end -> end <= millis);
    long weights = left.keySet().stream().mapToLong(Holding::weight).sum();
    return new Holding(value, left, weights, fence);
  }

  /**
   * Whether there is room for another as the server counts, which may count leases that are over.
   */
  boolean leavesRoomFor(Mode mode) {
    if (mode.isLimited()) {
      return value.isEmpty() && sum + mode.weight() <= mode.limit();
    }
    return value.isEmpty() && (mode.isShared() || sum == 0);
  }

  /** Whether nobody shares it, or no lease lasts up to a time. */
  boolean isOver(long millis) {
    return ends.values().stream().noneMatch(end -> end > millis);
  }

  /** Whether an acquisition has a share of it. */
  boolean isSharedBy(String request) {
    return ends.keySet().stream().anyMatch(sharer -> request(sharer).equals(request));
  }

  /** Whether the sum is that of those who share it. */
  boolean sumsUp() {
    return sum == ends.keySet().stream().mapToLong(Holding::weight).sum();
  }

  /** A value of one who shares the lock is "TOKEN*WEIGHT". */
  static int weight(String sharer) {
    return Integer.parseInt(sharer.substring(sharer.lastIndexOf('*') + 1));
  }

  /** A token of one who shares the lock ends with "/REQUEST". */
  static String request(String sharer) {
    return sharer.substring(sharer.lastIndexOf('/') + 1, sharer.lastIndexOf('*'));
  }
}
