package dev.baton.jedis.internal;

import dev.baton.spi.BackendFault;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Commands that wait to be sent, oldest first. For all threads. */
public final class Backlog {
  private final JedisFaults faults;
  private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();

  public Backlog(JedisFaults faults) {
    this.faults = faults;
  }

  public void add(Pending pending) {
    queue.add(pending);
  }

  public void remove(Pending pending) {
    queue.remove(pending);
  }

  /** Whether nothing waits. False is a guess: what is in the queue may have been taken. */
  public boolean isEmpty() {
    return queue.isEmpty();
  }

  public boolean hasWaiting() {
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
  public void wakeSender() {
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
  public long expire() {
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
  public void failAll(Supplier<BackendFault> fault) {
    Pending next;
    while ((next = take()) != null) {
      next.fail(fault.get());
      next.announce();
    }
  }
}
