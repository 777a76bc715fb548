package dev.baton.internal.time;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Closes a client when the JVM ends, if nobody else does. All shutdown hooks of a JVM run at once,
 * and those of the application may still work under locks; so this one waits, for a bounded time.
 */
public final class AtExit {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Of the JDK; whoever ends the JVM is in it until all hooks are done, or joins them there. */
  private static final String RUNS_THE_HOOKS = "java.lang.ApplicationShutdownHooks";

  private final Runnable close;
  private final BooleanSupplier inUse;
  private final long patienceNanos;
  private final Supplier<Map<Thread, StackTraceElement[]>> threads;
  private final Thread hook;

  /** One that looks at other threads than the JVM's is for tests. */
  AtExit(
      Runnable close,
      BooleanSupplier inUse,
      Duration patience,
      Supplier<Map<Thread, StackTraceElement[]>> threads) {
    this.close = close;
    this.inUse = inUse;
    this.threads = threads;
    this.patienceNanos = patience.toNanos();
    this.hook = new Thread(null, this::run, "baton-at-exit", 0, /* inheritThreadLocals= */ false);
    hook.setContextClassLoader(AtExit.class.getClassLoader());
  }

  /**
   * Plans it.
   *
   * @param close what closes the client
   * @param inUse whether the client has leases that it gives back when it is closed
   * @param patience how long to wait for others at most
   * @return the plan
   * @throws IllegalStateException if the JVM is ending already
   */
  public static AtExit plan(Runnable close, BooleanSupplier inUse, Duration patience) {
    AtExit plan = new AtExit(close, inUse, patience, Thread::getAllStackTraces);
    Runtime.getRuntime().addShutdownHook(plan.hook);
    return plan;
  }

  /**
   * The client was closed: nothing of it is kept.
   *
   * @return whether it was planned until now, and the JVM is not ending
   */
  public boolean cancel() {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return false; // and what the hook does then is nothing
    }
  }

  /** What the hook does. */
  void run() {
    long began = System.nanoTime();
    int looksAlone = 0;
    while (looksAlone < 2
        && inUse.getAsBoolean()
        && System.nanoTime() - began < patienceNanos
        && !Thread.interrupted()) { // whoever does that is in a hurry
      looksAlone = othersWork() ? 0 : looksAlone + 1;
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    close.run();
  }

  /**
   * Whether threads are left that the JVM would wait for, such as other hooks. Those that only wait
   * for the hooks do not count. The JVM lists its threads first, and takes their stacks then: a
   * hook that is started in between is missing although whoever starts them joins them already. So
   * only the second look in a row that finds nobody is to be believed.
   */
  private boolean othersWork() {
    return threads.get().entrySet().stream()
        .anyMatch(
            each -> {
              boolean runsTheHooks =
                  isIn(each.getValue(), frame -> frame.getClassName().equals(RUNS_THE_HOOKS));
              boolean joins = isIn(each.getValue(), frame -> frame.getMethodName().equals("join"));
              boolean ours = each.getKey().getName().equals(hook.getName());
              // Whoever runs them starts all and then joins one after the other: until then there
              // may be hooks that have yet to begin, and are not among the threads.
              return runsTheHooks ? !joins : !ours && !each.getKey().isDaemon();
            });
  }

  private static boolean isIn(
      StackTraceElement[] stack, Predicate<? super StackTraceElement> frame) {
    return Arrays.stream(stack).anyMatch(frame);
  }
}
