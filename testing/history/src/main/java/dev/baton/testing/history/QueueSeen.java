package dev.baton.testing.history;

import java.util.List;

/**
 * Who waited for a lock at one instant.
 *
 * @param at when the queue was looked at, in nanoseconds
 * @param lock the lock's name
 * @param order who waited, the next one first; as {@link Operation#client()} names them
 */
public record QueueSeen(long at, String lock, List<String> order) implements Entry {
  /** Keeps a copy of the order. */
  public QueueSeen {
    order = List.copyOf(order);
  }
}
