package dev.baton.internal.time;

import dev.baton.spi.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A clock that stands still until the test moves it, and a timer that does on its thread what is
 * due.
 */
public class DueTimer extends ScheduledThreadPoolExecutor implements Ticker {
  private final PriorityQueue<Task<?>> tasks =
      new PriorityQueue<>(
          Comparator.<Task<?>>comparingLong(t -> t.due).thenComparingLong(t -> t.number));

  private long now = 1_000_000_000;
  private long numbers;

  /** One at which nothing is due. */
  public DueTimer() {
    super(0);
  }

  private static final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    final long due;
    final long number;

    Task(Callable<V> work, long due, long number) {
      super(work);
      this.due = due;
      this.number = number;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Delayed other) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    Task<V> task = new Task<>(work, now + Math.min(unit.toNanos(delay), 1L << 60), numbers++);
    tasks.add(task);
    return task;
  }

  /** Moves the clock on, and does all that falls due on the way. */
  public final void advance(Duration by) {
    long end = now + by.toNanos();
    while (!tasks.isEmpty() && tasks.peek().due <= end) {
      step();
    }
    now = end;
  }

  /** Moves the clock on to what is due next, and does it; false if nothing is due. */
  public final boolean step() {
    Task<?> task = tasks.peek();
    if (task == null) {
      return false;
    }
    beforeStep();
    if (!tasks.remove(task)) {
      return true; // it was done in there
    }
    now = Math.max(now, task.due);
    task.run();
    return true;
  }

  /** Comes before anything that is due is done. */
  protected void beforeStep() {}

  /** Moves the clock on, and does nothing of what is due: the timer's thread is kept from it. */
  public final void stall(Duration by) {
    now += by.toNanos();
  }
}
