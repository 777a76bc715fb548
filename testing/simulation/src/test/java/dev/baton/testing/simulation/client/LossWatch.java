package dev.baton.testing.simulation.client;

import dev.baton.Lease;
import dev.baton.testing.simulation.world.World;
import java.util.concurrent.TimeUnit;

/** Sees to it that a holder is told when its lease is over before it is given back. */
final class LossWatch {
  private static final long LONGEST = TimeUnit.DAYS.toNanos(1);

  /** How late that may be, for a process that runs. */
  private static final long SLACK = 10_000_000;

  private final World world;
  private final SimulatedProcess process;
  private final Observer observer;
  private final Lease lease;
  private boolean over;

  LossWatch(World world, SimulatedProcess process, Observer observer, Lease lease) {
    this.world = world;
    this.process = process;
    this.observer = observer;
    this.lease = lease;
  }

  void begin() {
    lease.onLost(
        reason -> {
          over = true;
          world.note(() -> process + " is told: " + lease + " " + reason);
        });
    watch();
  }

  /** Its user gives it back. */
  void end() {
    over = true;
  }

  private void watch() {
    long left = Math.min(LONGEST, lease.remaining().toNanos());
    if (left < LONGEST) {
      process.after(process.machine().trueNanos(left) + SLACK, this::look);
    }
  }

  private void look() {
    if (over) {
      return;
    }
    if (lease.isHeld()) {
      watch();
    } else {
      // Once more, since all that was due in a pause is done at its end, this with it.
      process.after(SLACK, this::mustBeTold);
    }
  }

  private void mustBeTold() {
    if (!over) {
      observer.breach("NOT TOLD: " + lease);
    }
  }
}
