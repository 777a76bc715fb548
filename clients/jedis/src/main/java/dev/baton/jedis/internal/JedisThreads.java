package dev.baton.jedis.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.AccessController;
import java.security.PrivilegedAction;
import org.jspecify.annotations.Nullable;

/** The adapter's own threads, and what can be asked of a caller's. */
public final class JedisThreads {
  /** {@code Thread.isVirtual()}, which Java 17 does not have. */
  private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

  private JedisThreads() {}

  private static @Nullable MethodHandle isVirtual() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /**
   * Whether the calling thread may read the shared socket. A virtual thread may not: the JDK closes
   * the socket under a virtual thread that is interrupted while it reads.
   */
  public static boolean mayRead() {
    if (IS_VIRTUAL == null) {
      return true;
    }
    try {
      return !(boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A thread that does not keep the JVM alive; not started. */
  public static Thread daemon(String name, Runnable work) {
    // nothing of the thread that happens to make it: no thread locals, no class loader
    PrivilegedAction<Thread> make = () -> new Thread(null, work, name, 0, false);
    Thread thread = withoutContext(make);
    thread.setContextClassLoader(JedisThreads.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }

  @SuppressWarnings("removal") // where it does nothing, a thread has no such context either
  private static Thread withoutContext(PrivilegedAction<Thread> make) {
    return AccessController.doPrivileged(make);
  }
}
