package dev.baton.testing.simulation.world;

import java.util.ArrayDeque;
import java.util.Deque;

/** A process with a clock of its own, which may stop for a while, or for ever. */
public final class Machine {
  private static final long MILLION = 1_000_000;

  private final World world;
  private final String name;
  private final long driftParts;
  private final long origin;
  private final Deque<Runnable> pending = new ArrayDeque<>();
  private long stoppedUntil;
  private boolean draining;
  private boolean alive = true;

  /**
   * A machine.
   *
   * @param name what it is called
   * @param driftParts how much faster its clock runs, in parts per million
   */
  public Machine(World world, String name, long driftParts) {
    this.world = world;
    this.name = name;
    this.driftParts = driftParts;
    this.origin = world.below(1_000_000_000_000L);
  }

  /** What its clock shows, in nanoseconds since anything. */
  public long clock() {
    long now = world.now();
    return origin + now + now / MILLION * driftParts;
  }

  /** How long a duration by its clock takes. */
  public long trueNanos(long byItsClock) {
    return byItsClock - byItsClock / MILLION * driftParts;
  }

  /** Whether it has not been killed. */
  public boolean isAlive() {
    return alive;
  }

  /** Whether it does anything now. */
  public boolean isRunning() {
    return alive && world.now() >= stoppedUntil;
  }

  /** Whether it did nothing at some time since. */
  public boolean stoppedSince(long time) {
    return stoppedUntil > 0 && stoppedUntil >= time;
  }

  /** It does nothing for a while. */
  public void stopFor(long nanos) {
    stoppedUntil = Math.max(stoppedUntil, world.now() + nanos);
  }

  /** It does nothing any more. */
  public void kill() {
    alive = false;
    pending.clear();
  }

  /** Does something as soon as it runs, in the order in which this is asked for. */
  public void run(Runnable action) {
    if (!alive) {
      return;
    }
    if (isRunning() && pending.isEmpty()) {
      action.run();
      return;
    }
    pending.add(action);
    if (!draining) {
      draining = true;
      world.at(stoppedUntil, this::drain);
    }
  }

  private void drain() {
    draining = false;
    while (isRunning() && !pending.isEmpty()) {
      pending.remove().run();
    }
    if (alive && !pending.isEmpty() && !draining) {
      draining = true;
      world.at(stoppedUntil, this::drain);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
