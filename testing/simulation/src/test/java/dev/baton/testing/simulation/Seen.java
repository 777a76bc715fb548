package dev.baton.testing.simulation;

import java.util.List;

/**
 * What the server has of a lock at one instant.
 *
 * @param queue who waits, as members of the queue
 * @param record the last grant, empty if there is none
 * @param holding who has the lock
 */
record Seen(List<String> queue, String record, Holding holding) {
  static final Seen NOTHING = new Seen(List.of(), "", Holding.NOBODY);

  /** The member of who is first in the queue, empty if nobody waits. */
  String first() {
    return queue.isEmpty() ? "" : queue.get(0);
  }

  /** Whether somebody waits until those who share the lock leave room. */
  boolean isBlocked() {
    return !queue.isEmpty() && holding.sum() > 0;
  }

  /** Whether an acquisition is in the queue. */
  boolean isWaiting(String request) {
    return queue.stream().anyMatch(member -> Waiting.of(member).request().equals(request));
  }
}
