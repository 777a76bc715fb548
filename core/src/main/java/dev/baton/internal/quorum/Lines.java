package dev.baton.internal.quorum;

import dev.baton.internal.lease.Trampoline;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Those of this client who want a lock, one line a name: one at a time tries for it or holds it, so
 * that no votes are taken from one another within a process.
 */
final class Lines {
  private final ReentrantLock guard = new ReentrantLock();
  private final Map<String, Deque<QuorumWaiter>> lines = new HashMap<>();

  /**
   * Joins the line.
   *
   * @return whether it is the waiter's turn now, or it was told to wait for it; false if somebody
   *     is before it and it does not wait
   */
  boolean enter(QuorumWaiter waiter) {
    guard.lock();
    try {
      Deque<QuorumWaiter> line = lines.get(waiter.name());
      if (line != null) {
        return !waiter.isOnce() && line.add(waiter);
      }
      lines.put(waiter.name(), new ArrayDeque<>());
    } finally {
      guard.unlock();
    }
    waiter.turn();
    return true;
  }

  /** Leaves the line, if it is not one's turn yet. */
  void leave(QuorumWaiter waiter) {
    guard.lock();
    try {
      Deque<QuorumWaiter> line = lines.get(waiter.name());
      if (line != null) {
        line.remove(waiter);
      }
    } finally {
      guard.unlock();
    }
  }

  /** Whoever had the turn is done: it is the next one's. */
  void next(String name) {
    QuorumWaiter next = take(name);
    if (next != null) {
      Trampoline.call(next::turn);
    }
  }

  private @Nullable QuorumWaiter take(String name) {
    guard.lock();
    try {
      Deque<QuorumWaiter> line = lines.get(name);
      QuorumWaiter next = line == null ? null : line.poll();
      if (next == null) {
        lines.remove(name);
      }
      return next;
    } finally {
      guard.unlock();
    }
  }

  /** How many locks are held or wanted here. */
  int size() {
    guard.lock();
    try {
      return lines.size();
    } finally {
      guard.unlock();
    }
  }
}
