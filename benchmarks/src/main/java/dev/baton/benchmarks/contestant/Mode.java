package dev.baton.benchmarks.contestant;

import dev.baton.LockOptions;
import java.time.Duration;

/** How Baton is asked to hold its locks; nobody else has these choices. */
public enum Mode {
  /** As it comes. */
  DEFAULT(LockOptions.defaults()),
  /** Each waiter has a place of its own in the queue of all processes. */
  STRICT_FIFO(LockOptions.defaults().strictFifo(true)),
  /** A released lock stays in its process while nobody asks for it. */
  STICKY(LockOptions.defaults().stickyFor(Duration.ofSeconds(10)));

  private final LockOptions options;

  Mode(LockOptions options) {
    this.options = options;
  }

  /** The options of Baton that say so. */
  public LockOptions options() {
    return options;
  }
}
