package dev.baton.lettuce;

import io.lettuce.core.resource.ThreadFactoryProvider;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The adapter's own threads. They outlive whoever happens to need them first, and keep nothing of
 * that thread: no class loader, no thread locals, no access control context.
 */
final class LettuceThreads implements ThreadFactoryProvider {

  /** A thread that does not keep the JVM alive; not started. */
  static Thread daemon(String name, Runnable work) {
    return ours(() -> new Thread(null, work, name, 0, /* inheritThreadLocals= */ false));
  }

  /** For Lettuce, under the names that it gives by itself. */
  @Override
  public ThreadFactory getThreadFactory(String pool) {
    AtomicInteger number = new AtomicInteger();
    return work -> forNetty(pool + "-" + number.incrementAndGet(), work);
  }

  /**
   * One of Netty's class, which always inherits thread locals: so it is made by a thread that has
   * none.
   */
  private static Thread forNetty(String name, Runnable work) {
    Thread[] made = new Thread[1];
    Thread maker =
        daemon(
            "baton-lettuce-connect",
            () -> made[0] = ours(() -> new FastThreadLocalThread(null, work, name)));
    maker.start();
    boolean interrupted = false;
    while (true) {
      try {
        maker.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return made[0];
  }

  @SuppressWarnings("removal") // where it does nothing, a thread has no such context either
  private static Thread ours(PrivilegedAction<Thread> make) {
    Thread thread = AccessController.doPrivileged(make);
    thread.setContextClassLoader(LettuceThreads.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }
}
