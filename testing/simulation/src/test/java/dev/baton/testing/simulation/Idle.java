package dev.baton.testing.simulation;

import dev.baton.testing.simulation.world.World;

/** Measures for how long a lock is not had by somebody who waits for it and could have it. */
final class Idle {
  private static final long NOT_IDLE = Long.MAX_VALUE;

  private final World world;
  private final Grants grants;
  private int waiting;
  private long since = NOT_IDLE;
  private long longest;

  Idle(World world, Grants grants) {
    this.world = world;
    this.grants = grants;
  }

  /** One more waits, or one less. */
  void waiting(int more) {
    waiting += more;
  }

  /** Looks at this instant. */
  void check() {
    boolean idle = waiting > 0 && grants.hasRoom();
    if (idle && since == NOT_IDLE) {
      since = world.now();
    } else if (!idle && since != NOT_IDLE) {
      longest = Math.max(longest, world.now() - since);
      since = NOT_IDLE;
    }
  }

  /** The longest time so far, in nanoseconds. */
  long longest() {
    return longest;
  }
}
