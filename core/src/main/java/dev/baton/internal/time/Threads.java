package dev.baton.internal.time;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * The threads of a client. They outlive the call that happens to make them, and keep nothing of its
 * thread: no context class loader, no inheritable thread-locals, and not who was on its stack. A
 * web application that was the first to use a client of others can be unloaded.
 */
public final class Threads {
  private Threads() {}

  /** A thread that does not keep the JVM alive; not started. */
  @SuppressWarnings("removal") // Java 17 to 23 note in each thread whose code was on the stack
  public static Thread daemon(Runnable task, String name) {
    PrivilegedAction<Thread> making = () -> made(task, name);
    return AccessController.doPrivileged(making);
  }

  private static Thread made(Runnable task, String name) {
    Thread thread =
        new Thread(null, task, name, /* stackSize= */ 0, /* inheritThreadLocals= */ false);
    thread.setContextClassLoader(Threads.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }
}
