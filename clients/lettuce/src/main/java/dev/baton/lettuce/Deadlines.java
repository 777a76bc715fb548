package dev.baton.lettuce;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends submitted commands that were not answered in time. All have the same time, so the first
 * submitted is the first due: a queue and one task do what would take a timer for each command.
 */
final class Deadlines {
  /** How long an answered command may stay in the queue when none is due sooner. */
  private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final ScheduledExecutorService executor;
  private final Queue<Exchange> pending = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  Deadlines(ScheduledExecutorService executor) {
    this.executor = executor;
  }

  /** Ends the command when its time is up, unless it ended by itself. */
  void watch(Exchange exchange) {
    pending.add(exchange);
    schedule();
  }

  private void schedule() {
    Exchange first = pending.peek();
    if (first == null || !scheduled.compareAndSet(false, true)) {
      return;
    }
    long nap = Math.max(0, Math.min(first.nanosLeft(), LONGEST_NAP_NANOS));
    try {
      var unused = executor.schedule(this::endOverdue, nap, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // the client is closed, and with it the connections: nothing will be answered any more
      pending.forEach(exchange -> exchange.completeExceptionally(e));
    }
  }

  private void endOverdue() {
    Exchange first;
    while ((first = pending.peek()) != null && (first.isDone() || first.nanosLeft() <= 0)) {
      pending.remove();
      first.timeOut();
    }
    scheduled.set(false);
    schedule();
  }
}
