package dev.baton.internal.lease;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Calls back one after the other what would otherwise call back from within one another: a callback
 * that releases a lock gives it to the next, whose callback releases it, and so on without end.
 */
public final class Trampoline {
  private static final ThreadLocal<@Nullable Queue<Runnable>> WAITING = new ThreadLocal<>();

  private Trampoline() {}

  /** Calls back now, or when the callback under way on this thread has returned. */
  public static void call(Runnable callback) {
    Queue<Runnable> waiting = WAITING.get();
    if (waiting != null) {
      waiting.add(callback);
      return;
    }
    Queue<Runnable> mine = new ArrayDeque<>();
    WAITING.set(mine);
    try {
      for (Runnable next = callback; next != null; next = mine.poll()) {
        next.run();
      }
    } finally {
      WAITING.remove();
    }
  }
}
