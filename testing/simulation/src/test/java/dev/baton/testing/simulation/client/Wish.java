package dev.baton.testing.simulation.client;

import dev.baton.LockOptions;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;

/** How a lock is wanted, drawn by chance. */
final class Wish {
  private static final long MILLI = 1_000_000;

  private Wish() {}

  /**
   * The options of a lock.
   *
   * @param token a token that nobody else has
   * @param endless whether the lock may be held for ever
   */
  static LockOptions options(World world, String token, boolean endless) {
    LockOptions options = LockOptions.defaults();
    if (endless && world.percent(5)) {
      options = options.neverExpires();
    } else {
      options = options.leaseDuration(Duration.ofMillis(world.oneOf(20, 100, 500, 2_000, 5_000)));
      if (world.percent(30)) {
        options = options.autoRenew(false);
      }
      if (world.percent(10)) {
        options = options.maxHold(Duration.ofMillis(world.oneOf(30, 300, 3_000)));
      }
    }
    if (world.percent(25)) {
      options = options.strictFifo(true);
    } else if (world.percent(15)) {
      options = options.ownerToken(token);
    } else if (options.autoRenew() && options.leaseDuration().isPresent() && world.percent(15)) {
      options = options.stickyFor(Duration.ofMillis(world.oneOf(1, 20, 200)));
    }
    return options.betweenChecks(Duration.ofMillis(world.oneOf(5, 100)));
  }

  /** How long to wait: once, for a time, or for as long as it takes. */
  static long maxWait(World world) {
    if (world.percent(15)) {
      return 0;
    }
    return world.percent(50) ? Long.MAX_VALUE : world.between(MILLI, 5_000 * MILLI);
  }

  /** How long to hold it: mostly for a moment. */
  static long holding(World world) {
    return world.percent(70)
        ? world.between(1_000, 3 * MILLI)
        : world.between(MILLI, 8_000 * MILLI);
  }
}
