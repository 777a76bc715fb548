package dev.baton.testing.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what servers do among themselves, for a minute at most; the longer it takes, the more
 * seldom it looks, since each look asks several servers.
 */
final class Eventually {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long SHORTEST_REST = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(100);

  private Eventually() {}

  static void await(String what, BooleanSupplier condition) {
    value(what, () -> condition.getAsBoolean() ? what : null);
  }

  static <T> T value(String what, Supplier<@Nullable T> look) {
    long start = System.nanoTime();
    long rest = SHORTEST_REST;
    while (System.nanoTime() - start < MOST_NANOS) {
      T value = look.get();
      if (value != null) {
        return value;
      }
      LockSupport.parkNanos(rest);
      rest = Math.min(LONGEST_REST, rest * 2);
    }
    throw new IllegalStateException("waited in vain for " + what);
  }
}
