package dev.baton.cluster;

import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What stages fail with, and threads that wait for them. */
final class Waits {
  private static final ThreadLocal<@Nullable Boolean> ON_TIMER = new ThreadLocal<>();

  private Waits() {}

  /** Waits for a result; an interrupt is kept for later. */
  static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw fault(e);
    }
  }

  /** What a stage really failed with. */
  static BackendFault fault(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof BackendFault fault
        ? fault
        : new ConnectionFault("the adapter failed: " + cause, /* mayHaveRun= */ true, cause);
  }

  /** Runs something on the JDK's timer thread, which must not be kept by what it calls back. */
  static void onTimer(Runnable task) {
    ON_TIMER.set(true);
    try {
      task.run();
    } finally {
      ON_TIMER.remove();
    }
  }

  /** Whether the caller was called back by the timer. */
  static boolean isOnTimer() {
    return ON_TIMER.get() != null;
  }

  /** Runs something on a thread of its own that keeps no JVM alive. */
  static void start(String name, Runnable task) {
    // nothing of the thread that happens to make it: no thread locals, no class loader
    Thread thread = withoutContext(() -> new Thread(null, task, name, 0, false));
    thread.setContextClassLoader(Waits.class.getClassLoader());
    thread.setDaemon(true);
    thread.start();
  }

  @SuppressWarnings("removal") // where it does nothing, a thread has no such context either
  private static Thread withoutContext(PrivilegedAction<Thread> make) {
    return AccessController.doPrivileged(make);
  }
}
