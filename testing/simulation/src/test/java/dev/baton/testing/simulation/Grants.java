package dev.baton.testing.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.script.LockKeys;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Weights;
import dev.baton.testing.simulation.world.Server;
import dev.baton.testing.simulation.world.World;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks at one lock in the server after each command: fences of grants are above all that were
 * given out before, those who share it have no more of it than they may, and {@link Turns} are
 * kept.
 */
final class Grants {
  private final World world;
  private final Server server;
  private final String lock;
  private final String queueKey;
  private final String fenceKey;
  private final String leaderKey;
  private final Map<String, Integer> epochs = new HashMap<>();
  private final Map<String, Mode> modes = new HashMap<>();

  /** The fences of those who shared the lock, and how often the server had forgotten something. */
  private final Map<Long, Integer> sharings = new HashMap<>();

  private final Turns turns;
  private Seen seen = Seen.NOTHING;
  private int epoch;
  private long largestGiven;
  private long largestExclusive;

  Grants(World world, Server server, String lock) {
    this.world = world;
    this.server = server;
    this.lock = lock;
    this.turns = new Turns(world, server, lock);
    LockKeys keys = LockKeys.of(lock);
    this.queueKey = new String(keys.queue(), UTF_8);
    this.fenceKey = new String(keys.fence(), UTF_8);
    this.leaderKey = new String(keys.leader(), UTF_8);
  }

  String queueKey() {
    return queueKey;
  }

  String fenceKey() {
    return fenceKey;
  }

  /** The keys that outlast the lock, for a time. */
  Stream<String> records() {
    return Stream.of(fenceKey, leaderKey);
  }

  /** Who has the lock now. */
  Holding holding() {
    return Holding.of(server.keys(), lock);
  }

  /** Whether the server has the lock, or a share of it, under a value now. */
  boolean isHeld(String value) {
    Holding now = holding();
    return now.value().equals(value) || now.sharers(server.millis()).contains(value);
  }

  /** Whether the lock is free, or could be had by who waits first for it. */
  boolean hasRoom() {
    if (!server.keys().exists(lock)) {
      return true;
    }
    Holding now = holding();
    if (now.ends().isEmpty()) {
      return false;
    }
    List<String> members = server.keys().members(queueKey);
    return !members.isEmpty()
        && now.at(server.millis()).leavesRoomFor(Waiting.of(members.get(0)).mode());
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

  /** A user got a fence, and not the number of a permit. */
  void given(long fence, Mode mode) {
    largestGiven = Math.max(largestGiven, fence);
    if (!mode.isShared()) {
      largestExclusive = Math.max(largestExclusive, fence);
    }
  }

  /** A command was carried out. */
  void checkAfterCommand(List<String> words) {
    Optional<Asked> asked = Asked.by(words).filter(by -> by.lock().equals(lock));
    asked.ifPresent(by -> modes.put(by.who().request(), by.who().mode()));
    Seen before = seen;
    look();
    checkWeights();
    Set<String> granted = new HashSet<>(newSharers(before));
    long fence = newFence(before.record());
    if (fence > 0) {
      granted.add(seen.record().split(" ", -1)[3]);
      if (fence <= largestGiven) {
        throw world.breach(
            "FENCE FELL: " + lock + " granted with " + fence + " after " + largestGiven);
      }
    }
    turns.check(before, seen, asked, granted);
  }

  private void look() {
    String record = server.keys().string(fenceKey);
    seen = new Seen(server.keys().members(queueKey), record == null ? "" : record, holding());
  }

  /** The fence of a new grant to one alone, zero if there is none. */
  private long newFence(String recordBefore) {
    if (seen.record().isEmpty() || seen.record().equals(recordBefore)) {
      return 0;
    }
    String[] words = seen.record().split("[ ;]", -1);
    boolean isGrant = !words[3].equals("-") && !words[0].equals(recordBefore.split(" ", 2)[0]);
    return isGrant ? Long.parseLong(words[0]) : 0;
  }

  /** The acquisitions that share the lock and did not before. */
  private Set<String> newSharers(Seen before) {
    String value = seen.holding().value();
    if (!value.isEmpty() && !value.equals(before.holding().value())) {
      epochs.put(value, epoch);
    }
    Set<String> requests = new HashSet<>();
    for (String sharer : seen.holding().sharers(server.millis())) {
      if (!before.holding().sharers(server.millis()).contains(sharer)) {
        epochs.put(sharer, epoch);
        requests.add(Holding.request(sharer));
        checkSharedFence(Holding.request(sharer));
      }
    }
    return requests;
  }

  /**
   * What comes back with a replica keeps its fence, which knows nothing of those that were lost.
   */
  private void checkSharedFence(String request) {
    long fence = seen.holding().fence();
    int since = sharings.computeIfAbsent(fence, any -> epoch);
    if (since == epoch
        && !mode(request).isLimited()
        && (fence < largestGiven || fence <= largestExclusive)) {
      throw world.breach(
          "FENCE FELL: %s shared with %d after %d, exclusive %d"
              .formatted(lock, fence, largestGiven, largestExclusive));
    }
  }

  private void checkWeights() {
    if (!seen.holding().sumsUp()) {
      throw world.breach("WRONG SUM: " + seen.holding());
    }
    Weights weights = new Weights();
    for (String sharer : seen.holding().ends().keySet()) {
      weights.add(mode(Holding.request(sharer)));
    }
    OptionalInt exceeded = weights.exceeded();
    if (exceeded.isPresent()) {
      throw world.breach("OVER LIMIT: " + exceeded.getAsInt() + " in " + seen.holding());
    }
  }

  private Mode mode(String request) {
    Mode mode = modes.get(request);
    if (mode == null) {
      throw world.breach("NOBODY ASKED: " + request + " shares " + lock);
    }
    return mode;
  }
}
