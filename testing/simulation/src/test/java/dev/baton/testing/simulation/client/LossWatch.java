package dev.baton.testing.simulation.client;

import dev.baton.Lease;
import dev.baton.MultiLease;
import dev.baton.internal.runtime.SimulatedClient;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sees to it that a holder is told when its lease is over before it is given back. */
final class LossWatch {
  private static final long LONGEST = TimeUnit.DAYS.toNanos(1);

  /** How late that may be, for a process that runs. */
  private static final long SLACK = 10_000_000;

  private final World world;
  private final SimulatedProcess process;
  private final Observer observer;
  private final Object lease;
  private final Consumer<Consumer<Object>> onLost;
  private final BooleanSupplier held;
  private final Supplier<Duration> remaining;
  private boolean over;

  private LossWatch(
      World world,
      SimulatedProcess process,
      Observer observer,
      Object lease,
      Consumer<Consumer<Object>> onLost,
      BooleanSupplier held,
      Supplier<Duration> remaining) {
    this.world = world;
    this.process = process;
    this.observer = observer;
    this.lease = lease;
    this.onLost = onLost;
    this.held = held;
    this.remaining = remaining;
  }

  static LossWatch of(World world, SimulatedProcess process, Observer observer, Lease lease) {
    return new LossWatch(
        world,
        process,
        observer,
        lease,
        lease::onLost,
        () -> SimulatedClient.believes(lease),
        lease::remaining);
  }

  static LossWatch of(World world, SimulatedProcess process, Observer observer, MultiLease leases) {
    return new LossWatch(
        world,
        process,
        observer,
        leases,
        leases::onLost,
        () -> leases.leases().stream().allMatch(SimulatedClient::believes),
        leases::remaining);
  }

  void begin() {
    onLost.accept(
        how -> {
          over = true;
          world.note(() -> process + " is told: " + lease + " " + how);
        });
    watch();
  }

  /** Its user gives it back. */
  void end() {
    over = true;
  }

  private void watch() {
    long left = Math.min(LONGEST, remaining.get().toNanos());
    if (left < LONGEST) {
      process.after(process.machine().trueNanos(left) + SLACK, this::look);
    }
  }

  private void look() {
    if (over) {
      return;
    }
    if (held.getAsBoolean()) {
      watch();
    } else {
      // Once more, since all that was due in a pause is done at its end, this with it.
      process.after(SLACK, this::mustBeTold);
    }
  }

  private void mustBeTold() {
    if (over) {
      return;
    }
    if (held.getAsBoolean()) {
      watch(); // its renewal was answered first, and nobody was told that it is over
    } else {
      observer.breach("NOT TOLD: " + lease);
    }
  }
}
