package dev.baton.internal.time;

import dev.baton.spi.Ticker;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client's own thread, on which everything happens that is due at a time. It starts with the
 * first use, never waits for a reply, and no exception ends it.
 */
public final class Timer {
  private static final System.Logger LOG = System.getLogger(Timer.class.getName());

  private final Ticker clock;
  private final ScheduledExecutorService thread;

  /** The thread, while it runs something. */
  private volatile @Nullable Thread busy;

  /** A timer on a thread of its own. */
  public Timer(Ticker clock, ScheduledExecutorService thread) {
    this.clock = clock;
    this.thread = thread;
  }

  /** Runs something at an instant of the clock; not at all once closed. */
  public Future<?> at(long instant, Runnable task) {
    try {
      return thread.schedule(
          guarded(task), Math.max(0, instant - clock.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Runs something as soon as possible; not at all once closed. */
  public void soon(Runnable task) {
    try {
      var unused = thread.schedule(guarded(task), 0, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      // The client is closed: nothing is due any more.
    }
  }

  /** Whether the caller was called by it, and so keeps what is due from being done. */
  public boolean isCaller() {
    return busy == Thread.currentThread();
  }

  /** Nothing is due any more. */
  public void close() {
    thread.shutdownNow();
  }

  /** As the executor takes it without one object more for each waiter. */
  private Callable<@Nullable Void> guarded(Runnable task) {
    return () -> {
      busy = Thread.currentThread();
      try {
        task.run();
      } catch (Throwable e) { // an Error too: the leases of the others must go on
        LOG.log(System.Logger.Level.ERROR, "a timed task failed; the others go on", e);
      } finally {
        busy = null;
      }
      return null;
    };
  }
}
