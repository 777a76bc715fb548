package dev.baton.internal.time;

import dev.baton.spi.Ticker;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a client takes from the process that it runs in, and nothing else: a simulation gives it
 * others.
 *
 * @param ticker the time
 * @param timer a thread of its own, on which everything happens that is due at a time; closed with
 *     the client
 * @param callbackExecutor where holders are told of a loss: what they do then must not delay the
 *     others' renewals
 * @param blockingExecutor where something runs that waits for the server, when its caller must not
 * @param unique numbers that no other client has, nor a copy of this process
 * @param wallMillis the time of day in milliseconds; nothing is decided by it but whether this
 *     process stood still
 */
public record Environment(
    Ticker ticker,
    ScheduledExecutorService timer,
    Executor callbackExecutor,
    Executor blockingExecutor,
    LongSupplier unique,
    LongSupplier wallMillis) {

  /** Those in which the time of day goes with the clock. */
  public Environment(
      Ticker ticker,
      ScheduledExecutorService timer,
      Executor callbackExecutor,
      Executor blockingExecutor,
      LongSupplier unique) {
    this(
        ticker,
        timer,
        callbackExecutor,
        blockingExecutor,
        unique,
        () -> TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime()));
  }

  /** So many callbacks may block before the next one has to wait. */
  private static final int CALLBACKS = 64;

  /** Those of a real process. */
  public static Environment ofThisProcess() {
    Environment made = withTicker(Ticker.SYSTEM);
    return new Environment(
        made.ticker,
        made.timer,
        made.callbackExecutor,
        made.blockingExecutor,
        made.unique,
        System::currentTimeMillis);
  }

  /** Those of a real process, but for the time. */
  public static Environment withTicker(Ticker ticker) {
    return new Environment(
        ticker,
        oneThread("baton-timer"),
        callbacks(),
        task -> Threads.daemon(task, "baton-opener").start(),
        new FreshNumbers());
  }

  /** Threads that start when something is to be run, and end when nothing is. */
  private static Executor callbacks() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            CALLBACKS,
            CALLBACKS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> Threads.daemon(task, "baton-callback"));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** A daemon thread that starts with the first use, and keeps nothing of what was cancelled. */
  public static ScheduledExecutorService oneThread(String name) {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, task -> Threads.daemon(task, name));
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return thread;
  }
}
