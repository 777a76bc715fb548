package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.Losses;

/** What a fault of several servers leaves of what they had granted. */
enum Aftermath {
  /** All of it, on the same servers. */
  NOTHING,
  /** All of it, on another server. */
  HANDOVER,
  /** What another server had heard of. */
  LOSS,
  /** The same, and two servers grant the same locks for a while. */
  SPLIT;

  boolean losesData() {
    return this == LOSS || this == SPLIT;
  }

  boolean changesRoles() {
    return this != NOTHING;
  }

  /** Notes a fault that began at a time. */
  void note(Losses losses, long fromMicros) {
    if (this == SPLIT) {
      losses.splitSince(fromMicros);
    } else if (this == LOSS) {
      losses.since(fromMicros);
    }
  }
}
