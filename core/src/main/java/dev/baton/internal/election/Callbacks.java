package dev.baton.internal.election;

import dev.baton.internal.time.Threads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Calls back one after the other, in order, on a thread that is taken while there is something. */
final class Callbacks {
  private static final System.Logger LOG = System.getLogger(Callbacks.class.getName());

  private final Executor executor;
  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

  /** How many are queued or under way. */
  private final AtomicInteger count = new AtomicInteger();

  private volatile @Nullable Thread caller;

  Callbacks(Executor executor) {
    this.executor = executor;
  }

  void call(Runnable action) {
    queue.add(action);
    if (count.getAndIncrement() == 0) {
      try {
        executor.execute(this::callAll);
      } catch (RejectedExecutionException refused) {
        Threads.daemon(this::callAll, "baton-election").start();
      }
    }
  }

  /** Whether the calling thread is in one of them. */
  boolean isCaller() {
    return caller == Thread.currentThread();
  }

  private void callAll() {
    do {
      caller = Thread.currentThread();
      try {
        queue.remove().run();
      } catch (Throwable e) { // an Error too: the next must be told
        LOG.log(System.Logger.Level.ERROR, "a callback failed; the others go on", e);
      } finally {
        caller = null;
      }
    } while (count.decrementAndGet() > 0);
  }
}
