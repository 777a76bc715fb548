package dev.baton.testing.simulation;

import dev.baton.testing.simulation.world.Breach;
import dev.baton.testing.simulation.world.Server;
import dev.baton.testing.simulation.world.World;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose turn it is to have a lock, after each command: places in the queue do not change, and
 * nobody who can be heard is passed over, but by readers that come along with one whose turn it is.
 * What becomes free goes to the first for whom it is enough.
 */
final class Turns {
  /** Whoever holds others up and was not heard of for so long has no place any more. */
  private static final long SILENT_MICROS = 50_000_000;

  /** The server counts that in whole milliseconds. */
  private static final long ROUNDED = 1_000;

  private final World world;
  private final Server server;
  private final String lock;
  private final Map<String, Long> heardAt = new HashMap<>();

  Turns(World world, Server server, String lock) {
    this.world = world;
    this.server = server;
    this.lock = lock;
  }

  /**
   * A command was carried out.
   *
   * @param asked what it asked for, if it names an acquisition
   * @param granted those acquisitions that the lock or a share of it was granted to
   */
  void check(Seen before, Seen now, Optional<Asked> asked, Set<String> granted) {
    asked.ifPresent(by -> heardAt.put(by.who().request(), server.micros()));
    checkPlaces(before.queue(), now.queue());
    if (!granted.isEmpty() || now.queue().size() < before.queue().size()) {
      checkOrder(before.queue(), now, asked, granted);
    }
    checkServed(before, now, asked);
    checkNotHeldUp(before, now, asked);
  }

  /** Whoever waits keeps the place, and who comes is the last. */
  private void checkPlaces(List<String> before, List<String> now) {
    List<String> stayed = before.stream().filter(now::contains).toList();
    if (!stayed.equals(now.subList(0, stayed.size()))) {
      throw world.breach("OVERTAKEN: in the queue of " + lock + ", from " + before + " to " + now);
    }
  }

  /** Nobody is granted the lock past another, or leaves the queue otherwise. */
  private void checkOrder(
      List<String> before, Seen now, Optional<Asked> asked, Set<String> granted) {
    Set<String> comers = new HashSet<>(granted);
    boolean along = false;
    String passed = "";
    for (String member : before) {
      Waiting who = Waiting.of(member);
      if (comers.remove(who.request())) {
        if (!passed.isEmpty() && !(along && who.comesAlong())) {
          throw overtaken(who, passed);
        }
        along |= who.reads();
      } else if (server.hears(who.inbox()) && !hasLeft(who, now, asked)) {
        if (!now.queue().contains(member)) {
          throw world.breach("DROPPED: " + member + " from the queue of " + lock);
        }
        passed = passed.isEmpty() ? member : passed;
      }
    }
    for (String comer : comers) {
      Asked by = asked.filter(each -> each.who().request().equals(comer)).orElse(null);
      if (by == null) {
        throw world.breach("NOBODY ASKED: " + lock + " went to " + comer);
      }
      if (!passed.isEmpty() && !(along && by.who().comesAlong() && !by.tries())) {
        throw overtaken(by.who(), passed);
      }
    }
  }

  private Breach overtaken(Waiting who, String passed) {
    return world.breach("OVERTAKEN: " + lock + " went to " + who + " past " + passed);
  }

  /** Whether who waited left by itself, has its share, or was not heard of for too long. */
  private boolean hasLeft(Waiting who, Seen now, Optional<Asked> asked) {
    return isBy(asked, who.request())
        || server.micros() - heardAt.getOrDefault(who.request(), 0L) >= SILENT_MICROS - ROUNDED
        || now.holding().isSharedBy(who.request());
  }

  private static boolean isBy(Optional<Asked> asked, String request) {
    return asked.filter(by -> by.who().request().equals(request)).isPresent();
  }

  /** Once a share was given back, or the first has left the queue, the next is not left waiting. */
  private void checkServed(Seen before, Seen now, Optional<Asked> asked) {
    if (now.queue().isEmpty() || before.holding().isOver(server.millis())) {
      return;
    }
    boolean regranted =
        asked.filter(by -> now.holding().isSharedBy(by.who().request())).isPresent();
    boolean changed =
        now.holding().sum() < before.holding().sum() || !now.first().equals(before.first());
    Waiting head = Waiting.of(now.first());
    if (changed
        && !regranted
        && now.holding().leavesRoomFor(head.mode())
        && server.hears(head.inbox())) {
      throw world.breach("NOT SERVED: " + head + " beside " + now.holding());
    }
  }

  /** Who is first, waits for room and is gone is taken out when another asks. */
  private void checkNotHeldUp(Seen before, Seen now, Optional<Asked> asked) {
    if (!now.isBlocked() || !before.isBlocked() || !now.first().equals(before.first())) {
      return;
    }
    Waiting head = Waiting.of(now.first());
    boolean anotherWaits = asked.filter(by -> now.isWaiting(by.who().request())).isPresent();
    if (anotherWaits && !isBy(asked, head.request()) && !server.hears(head.inbox())) {
      throw world.breach("HELD UP: " + lock + " by " + head);
    }
  }
}
