package dev.baton.testing.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for what servers do among themselves, for a minute at most. */
final class Eventually {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private Eventually() {}

  static void await(String what, BooleanSupplier condition) {
    value(what, () -> condition.getAsBoolean() ? what : null);
  }

  static <T> T value(String what, Supplier<@Nullable T> look) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < MOST_NANOS) {
      T value = look.get();
      if (value != null) {
        return value;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new IllegalStateException("waited in vain for " + what);
  }
}
