package dev.baton.jedis;

import dev.baton.spi.BackendFault;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Commands that wait to be sent, oldest first. For all threads. */
final class Backlog {
  private final Faults faults;
  private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();

  Backlog(Faults faults) {
    this.faults = faults;
  }

  void add(Pending pending) {
    queue.add(pending);
  }

  void remove(Pending pending) {
    queue.remove(pending);
  }

  /** Whether nothing waits. False is a guess: what is in the queue may have been taken. */
  boolean isEmpty() {
    return queue.isEmpty();
  }

  boolean hasWaiting() {
    return first() != null;
  }

  private @Nullable Pending first() {
    Pending first;
    while ((first = queue.peek()) != null && !first.isQueued()) {
      queue.remove(first);
    }
    return first;
  }

  /** Takes the oldest one, for the caller to send it. */
  @Nullable Pending take() {
    Pending next;
    while ((next = queue.poll()) != null) {
      if (next.take()) {
        return next;
      }
    }
    return null;
  }

  /** Wakes whoever could send the oldest. */
  void wakeSender() {
    Pending first = first();
    if (first != null) {
      first.wakeSender();
    }
  }

  /**
   * Fails what has waited for too long.
   *
   * @return nanoseconds until there will be more of that
   */
  long expire() {
    Pending first;
    while ((first = first()) != null) {
      long left = first.nanosLeft();
      if (left > 0) {
        return left;
      }
      if (first.take()) {
        first.fail(faults.unsent(first.command));
        first.announce();
      }
    }
    return Long.MAX_VALUE;
  }

  /** Fails all, since nothing can be sent now. */
  void failAll(Supplier<BackendFault> fault) {
    Pending next;
    while ((next = take()) != null) {
      next.fail(fault.get());
      next.announce();
    }
  }
}
