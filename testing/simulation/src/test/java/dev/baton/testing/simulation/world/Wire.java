package dev.baton.testing.simulation.world;

/**
 * One direction of a connection: what is sent arrives in order, or, from some message on, not at
 * all.
 */
final class Wire {
  private final World world;
  private final Network network;
  private long lastArrival;
  private long brokenSince = Long.MAX_VALUE;
  private boolean swallows;

  Wire(World world, Network network) {
    this.world = world;
    this.network = network;
  }

  /** What is sent from now on disappears. */
  void swallow(boolean now) {
    swallows = now;
  }

  /** What arrives after a time is lost. */
  void breakAt(long time) {
    brokenSince = Math.min(brokenSince, time);
  }

  void send(Runnable arrival) {
    long time = Math.max(lastArrival, world.now() + network.delay());
    lastArrival = time;
    if (!swallows) {
      world.at(
          time,
          () -> {
            if (time < brokenSince) {
              arrival.run();
            }
          });
    }
  }
}
