package dev.baton.internal.runtime;

/** What {@link TryingOrdersTest} comes to in one thread. */
public class TriedInTurn {
  private static final int NOBODY = -1;

  private int holder = NOBODY;

  public boolean tryOnce(int thread) {
    boolean free = holder == NOBODY;
    if (free) {
      holder = thread;
    }
    return free;
  }

  public boolean release(int thread) {
    boolean held = holder == thread;
    if (held) {
      holder = NOBODY;
    }
    return held;
  }

  public boolean releaseByToken(int thread) {
    return release(thread);
  }
}
