package dev.baton.internal.quorum;

import dev.baton.spi.Ticker;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A clock that stands still until the test moves it, and does then what is due on the way. */
final class SteppedTimer extends ScheduledThreadPoolExecutor implements Ticker {
  /** How much of it passes at each look of whoever waits. */
  private static final long WAITED = TimeUnit.MILLISECONDS.toNanos(200);

  private final PriorityQueue<Task<?>> tasks =
      new PriorityQueue<>(
          Comparator.<Task<?>>comparingLong(t -> t.due).thenComparingLong(t -> t.number));

  private long now = 1_000_000_000;
  private long numbers;
  private boolean closing;

  /** Called before anything that is due is done. */
  Runnable beforeEach = () -> {};

  SteppedTimer() {
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
    if (closing && isWaitedFor()) {
      advance(WAITED);
    }
    return now;
  }

  /** Whether whoever asks for the time does so because it is to pass. */
  private static boolean isWaitedFor() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.limit(5).anyMatch(frame -> frame.getMethodName().equals("awaitQuiet")));
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    Task<V> task = new Task<>(work, now + Math.min(unit.toNanos(delay), 1L << 60), numbers++);
    tasks.add(task);
    return task;
  }

  void after(long nanos, Runnable work) {
    var unused =
        schedule(
            () -> {
              work.run();
              return true;
            },
            nanos,
            TimeUnit.NANOSECONDS);
  }

  /** Moves the clock on, and does all that falls due. */
  void advance(long nanos) {
    long end = now + nanos;
    while (!tasks.isEmpty() && tasks.peek().due <= end) {
      step();
    }
    now = end;
  }

  /** Moves the clock on to what is due next, and does it; false if nothing is due. */
  boolean step() {
    Task<?> task = tasks.peek();
    if (task == null) {
      return false;
    }
    beforeEach.run();
    if (!tasks.remove(task)) {
      return true; // it was done in there
    }
    now = Math.max(now, task.due);
    task.run();
    return true;
  }

  /** Time goes on by itself from now on, for a client that waits for it as it is closed. */
  void close() {
    closing = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }
}
