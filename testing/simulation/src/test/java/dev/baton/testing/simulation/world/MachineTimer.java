package dev.baton.testing.simulation.world;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The timer thread of a machine: what is due happens a little late, as threads do it. */
public final class MachineTimer extends AbstractExecutorService
    implements ScheduledExecutorService {
  private final World world;
  private final Machine machine;
  private final long latest;
  private boolean closed;

  /**
   * A timer.
   *
   * @param latest how late it may be, in nanoseconds
   */
  public MachineTimer(World world, Machine machine, long latest) {
    this.world = world;
    this.machine = machine;
    this.latest = latest;
  }

  /** A task to come. */
  private static final class Task<V> extends CompletableFuture<V> implements ScheduledFuture<V> {
    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    Task<V> task = new Task<>();
    long after = machine.trueNanos(unit.toNanos(delay)) + world.below(latest);
    world.after(after, () -> machine.run(() -> run(task, callable)));
    return task;
  }

  private <V> void run(Task<V> task, Callable<V> callable) {
    if (closed || task.isCancelled()) {
      return;
    }
    try {
      task.complete(callable.call());
    } catch (Exception e) {
      throw new AssertionError("a timed task threw", e);
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return schedule(
        () -> {
          command.run();
          return true;
        },
        delay,
        unit);
  }

  @Override
  public void execute(Runnable command) {
    var unused = schedule(command, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {
    closed = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    closed = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return closed;
  }

  @Override
  public boolean isTerminated() {
    return closed;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return closed;
  }
}
