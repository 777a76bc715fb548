package dev.baton.testing.simulation;

import dev.baton.testing.history.Mode;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What one run is like, as its seed has it.
 *
 * @param use what is done with the locks
 * @param locks the names of the locks
 * @param modes how they are wanted
 * @param processes how many processes use them
 * @param users how many in each process
 * @param rounds how often each wants a lock
 * @param usualDelay how long a message takes at most when all is well, in nanoseconds
 * @param commandTimeout the longest time that a command may stay without an answer
 * @param driftParts how much clocks differ from true time at most, in parts per million
 * @param shardChannels whether the server has them
 * @param faults what goes wrong
 * @param faultsEvery how often, in nanoseconds on average
 */
record Plan(
    Use use,
    List<String> locks,
    List<Mode> modes,
    int processes,
    int users,
    int rounds,
    long usualDelay,
    Duration commandTimeout,
    long driftParts,
    boolean shardChannels,
    Set<Kind> faults,
    long faultsEvery) {
  /** Half of what the protocol allows for, since two clocks may be wrong in opposite directions. */
  private static final long LARGEST_DRIFT = 250;

  static Plan drawn(World world, Use use) {
    return new Plan(
        use,
        use.locks(world),
        use.modes(world),
        2 + (int) world.below(3),
        1 + (int) world.below(4),
        2 + (int) world.below(6),
        world.between(20_000, 3_000_000),
        Duration.ofMillis(world.oneOf(50, 250, 1_000)),
        world.below(LARGEST_DRIFT + 1),
        world.percent(80),
        faults(world),
        world.between(30_000_000, 3_000_000_000L));
  }

  private static Set<Kind> faults(World world) {
    Kind[] all = Kind.values();
    Set<Kind> drawn = EnumSet.noneOf(Kind.class);
    long many = world.percent(10) ? 0 : world.percent(30) ? 1 : 2 + world.below(5);
    while (drawn.size() < many) {
      drawn.add(world.oneOf(all));
    }
    if (drawn.contains(Kind.CLOCK_STEPPED)) {
      // A clock that is set back gives fences that rise only if the last one is not forgotten.
      drawn.removeIf(kind -> kind.forgets() && kind != Kind.CLOCK_STEPPED);
    }
    return drawn;
  }

  /** Whether nothing goes wrong. */
  boolean isCalm() {
    return faults.isEmpty();
  }

  /** Whether exclusion can be promised at all: not if the server's clock is set. */
  boolean keepsTime() {
    return !faults.contains(Kind.CLOCK_STEPPED);
  }

  /**
   * Whether holders ask for other leases than they began with: a command that a network brings
   * again would give the earlier one, which may be shorter.
   */
  boolean changesLeases() {
    return !faults.contains(Kind.COMMANDS_REPEATED);
  }

  /**
   * Whether a lock that never expires comes back: not from who is dead, nor if it is forgotten, nor
   * if a network brings a command again after all is over.
   */
  boolean keepsEverything() {
    return faults.stream()
        .noneMatch(
            kind ->
                kind.forgets() || kind == Kind.PROCESS_KILLED || kind == Kind.COMMANDS_REPEATED);
  }
}
