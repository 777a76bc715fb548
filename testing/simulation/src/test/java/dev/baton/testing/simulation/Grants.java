package dev.baton.testing.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.script.LockKeys;
import dev.baton.testing.simulation.world.Server;
import dev.baton.testing.simulation.world.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at one lock in the server after each command: fences of grants are above all that were
 * given out before, and nobody who can be heard is passed over.
 */
final class Grants {
  private final World world;
  private final Server server;
  private final String lock;
  private final String queueKey;
  private final String fenceKey;
  private final Map<String, Integer> epochs = new HashMap<>();
  private List<String> queue = List.of();
  private String record = "";
  private String value = "";
  private int epoch;
  private long largestGiven;

  Grants(World world, Server server, String lock) {
    this.world = world;
    this.server = server;
    this.lock = lock;
    LockKeys keys = LockKeys.of(lock);
    this.queueKey = new String(keys.queue(), UTF_8);
    this.fenceKey = new String(keys.fence(), UTF_8);
  }

  String queueKey() {
    return queueKey;
  }

  String fenceKey() {
    return fenceKey;
  }

  /** The lock's value now, empty if it is free. */
  String value() {
    String now = server.keys().string(lock);
    return now == null ? "" : now;
  }

  /** So often the server forgot what it had. */
  int epoch() {
    return epoch;
  }

  /** How often it had forgotten something before it gave the lock this value. */
  int epochOf(String granted) {
    return epochs.getOrDefault(granted, 0);
  }

  /** The server forgets something. */
  void forgotten() {
    epoch++;
    look();
  }

  /** A user got a fence. */
  void given(long fence) {
    largestGiven = Math.max(largestGiven, fence);
  }

  /** The largest fence that a user got. */
  long largestGiven() {
    return largestGiven;
  }

  /** A command was carried out. */
  void checkAfterCommand() {
    List<String> queueBefore = queue;
    String recordBefore = record;
    String valueBefore = value;
    look();
    checkPlaces(queueBefore);
    if (!value.isEmpty() && !value.equals(valueBefore)) {
      epochs.put(value, epoch);
    }
    if (record.isEmpty() || record.equals(recordBefore)) {
      return;
    }
    String[] words = record.split("[ ;]", -1);
    boolean isGrant = !words[3].equals("-");
    if (isGrant && !words[0].equals(recordBefore.split(" ", 2)[0])) {
      checkFence(Long.parseLong(words[0]));
      checkOrder(words[3], queueBefore);
    }
  }

  private void look() {
    queue = server.keys().members(queueKey);
    String now = server.keys().string(fenceKey);
    record = now == null ? "" : now;
    value = value();
  }

  /** Whoever waits keeps the place, and who comes is the last. */
  private void checkPlaces(List<String> before) {
    List<String> stayed = before.stream().filter(queue::contains).toList();
    if (!stayed.equals(queue.subList(0, stayed.size()))) {
      throw world.breach(
          "OVERTAKEN: in the queue of " + lock + ", from " + before + " to " + queue);
    }
  }

  private void checkFence(long fence) {
    if (fence <= largestGiven) {
      throw world.breach(
          "FENCE FELL: " + lock + " granted with " + fence + " after " + largestGiven);
    }
  }

  private void checkOrder(String request, List<String> before) {
    for (String member : before) {
      String[] words = member.split(" ", 3);
      if (words[1].equals(request)) {
        return;
      }
      if (server.hears(words[0])) {
        throw world.breach("OVERTAKEN: " + lock + " went to " + request + " past " + member);
      }
    }
  }
}
