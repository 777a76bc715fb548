package dev.baton.jedis.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends what has no thread of its own to be sent by: commands that were submitted, and those of
 * virtual threads. Started when first needed.
 *
 * <p>Futures are completed here and nowhere else, whichever thread read the reply: a caller that
 * holds locks of its own must not come to run the callbacks of another one.
 */
public final class IoThread implements Runnable {
  private final Commands commands;
  private final Queue<Promise> done = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

  public IoThread(Commands commands) {
    this.commands = commands;
  }

  public boolean isCurrent() {
    return thread.get() == Thread.currentThread();
  }

  public void wake() {
    Thread running = thread.get();
    if (running == null) {
      start();
    } else {
      LockSupport.unpark(running);
    }
  }

  private void start() {
    Thread fresh = JedisThreads.daemon("baton-jedis-io", this);
    if (thread.compareAndSet(null, fresh)) {
      fresh.start();
    } else {
      LockSupport.unpark(thread.get());
    }
  }

  public void complete(Promise promise) {
    if (Thread.currentThread() == thread.get()) {
      promise.settle();
      return;
    }
    done.add(promise);
    if (commands.isClosed()) {
      settleDone();
    } else {
      wake();
    }
  }

  /** Ends the thread. */
  public void close() {
    LockSupport.unpark(thread.get());
    settleDone();
  }

  private void settleDone() {
    Promise promise;
    while ((promise = done.poll()) != null) {
      promise.settle();
    }
  }

  @Override
  public void run() {
    try {
      while (!commands.isClosed()) {
        settleDone();
        long nap = commands.backlog().expire();
        if (!commands.backlog().hasWaiting() || !commands.tryTurn()) {
          LockSupport.parkNanos(this, nap);
        }
      }
    } finally {
      thread.set(null); // were it to die of an error, the next one who needs it starts another
      settleDone();
    }
  }
}
