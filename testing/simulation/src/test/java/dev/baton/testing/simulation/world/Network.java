package dev.baton.testing.simulation.world;

/** How long messages take. Changes as the faults have it. */
public final class Network {
  private final World world;
  private final long usual;
  private double slowPercent;
  private long slowest = 1;

  /**
   * A network.
   *
   * @param usual how long a message takes at most when all is well, in nanoseconds
   */
  public Network(World world, long usual) {
    this.world = world;
    this.usual = usual;
  }

  /** So many messages of a hundred take up to so long. */
  public void slow(double percent, long nanos) {
    slowPercent = percent;
    slowest = Math.max(1, nanos);
  }

  /** How long a message takes at most when all is well. */
  public long usual() {
    return usual;
  }

  /** How long the next message takes. */
  public long delay() {
    if (slowPercent > 0 && world.percent(slowPercent)) {
      return world.between(Math.min(usual, slowest), slowest + 1);
    }
    return usual / 10 + world.below(usual);
  }
}
