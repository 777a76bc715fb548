package dev.baton.internal.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Keeps what is due within a second, for the test to do it. */
final class HeldTimer extends ScheduledThreadPoolExecutor {
  final List<Long> rests = new ArrayList<>();
  private final Queue<Callable<?>> held = new ArrayDeque<>();

  HeldTimer() {
    super(1);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    if (delay <= 0 || unit.toSeconds(delay) > 0) {
      return super.schedule(work, delay, unit);
    }
    rests.add(unit.toMillis(delay));
    held.add(work);
    return super.schedule(work, 1, TimeUnit.DAYS);
  }

  void doNext() {
    try {
      held.remove().call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
