package dev.baton.testing.simulation;

import dev.baton.testing.simulation.client.Wait;
import dev.baton.testing.simulation.world.World;
import java.util.HashSet;
import java.util.Set;

/** Measures for how long a lock is not had by somebody who waits for it and could have it. */
final class Idle {
  private static final long NOT_IDLE = Long.MAX_VALUE;

  private final World world;
  private final Grants grants;
  private final Set<Wait> waiting = new HashSet<>();
  private long since = NOT_IDLE;
  private long longest;

  Idle(World world, Grants grants) {
    this.world = world;
    this.grants = grants;
  }

  /** One more waits. */
  void begin(Wait wait) {
    waiting.add(wait);
  }

  /** One waits no more, if it did. */
  void end(Wait wait) {
    waiting.remove(wait);
  }

  /** Looks at this instant. */
  void check() {
    boolean idle = !waiting.isEmpty() && grants.hasRoom();
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
