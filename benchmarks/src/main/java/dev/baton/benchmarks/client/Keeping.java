package dev.baton.benchmarks.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task leaves behind for those that follow, until the contestant is closed. */
public final class Keeping {
  private final List<Runnable> atEnd = new ArrayList<>();
  private @Nullable HeldLeases leases;

  void leases(HeldLeases held) {
    leases = held;
  }

  HeldLeases leases() {
    if (leases == null) {
      throw new IllegalStateException("no leases were taken");
    }
    return leases;
  }

  void atEnd(Runnable action) {
    atEnd.add(action);
  }

  void end() {
    atEnd.forEach(Runnable::run);
    atEnd.clear();
    leases = null;
  }
}
