package dev.baton.testing.simulation.client;

import dev.baton.LockOptions;
import dev.baton.testing.history.Mode;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;
import java.util.List;

/** How a lock is wanted, drawn by chance. */
final class Wish {
  private static final long MILLI = 1_000_000;

  private Wish() {}

  /**
   * The options of a lock.
   *
   * @param token a token that nobody else has
   * @param endless whether the lock may be held for ever
   * @param mode how it is wanted: shares end by themselves, are not kept, and have tokens of
   *     Baton's
   */
  static LockOptions options(World world, String token, boolean endless, Mode mode) {
    LockOptions options = LockOptions.defaults();
    boolean whole = !mode.isShared();
    if (whole && endless && world.percent(5)) {
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
    } else if (whole && world.percent(15)) {
      options = options.ownerToken(token);
    } else if (whole
        && options.autoRenew()
        && options.leaseDuration().isPresent()
        && world.percent(15)) {
      options = options.stickyFor(Duration.ofMillis(world.oneOf(1, 20, 200)));
    }
    return options.betweenChecks(Duration.ofMillis(world.oneOf(5, 100)));
  }

  /** The options of a lock that is wanted together with others: Baton chooses its token. */
  static LockOptions optionsOfMember(World world, boolean endless, Mode mode) {
    LockOptions options = options(world, "none", endless, mode);
    while (options.ownerToken().isPresent()) {
      options = options(world, "none", endless, mode);
    }
    return options;
  }

  /** How it is wanted. */
  static Mode mode(World world, List<Mode> modes) {
    return modes.size() == 1 ? modes.get(0) : modes.get((int) world.below(modes.size()));
  }

  /** How long to wait: once, for a time, or for as long as it takes. */
  static long maxWait(World world) {
    if (world.percent(15)) {
      return 0;
    }
    return world.percent(50) ? Long.MAX_VALUE : world.between(MILLI, 5_000 * MILLI);
  }

  /**
   * How long to hold it: mostly for a moment; a share for long enough that others lose patience.
   */
  static long holding(World world, Mode mode) {
    if (mode.isShared() && world.percent(5)) {
      return world.between(1_000 * MILLI, 40_000 * MILLI);
    }
    return world.percent(70)
        ? world.between(1_000, 3 * MILLI)
        : world.between(MILLI, 8_000 * MILLI);
  }
}
