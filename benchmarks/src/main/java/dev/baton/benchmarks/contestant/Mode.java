package dev.baton.benchmarks.contestant;

import dev.baton.LockOptions;
import java.time.Duration;

/** What is asked for, and how Baton is asked to hold it; nobody else has the latter choice. */
public enum Mode {
  /** As it comes. */
  DEFAULT(LockOptions.defaults()),
  /** Each waiter has a place of its own in the queue of all processes. */
  STRICT_FIFO(LockOptions.defaults().strictFifo(true)),
  /** A released lock stays in its process while nobody asks for it. */
  STICKY(LockOptions.defaults().stickyFor(Duration.ofSeconds(10))),
  /** Reads only. */
  READ(Part.READ_OR_WRITE, 100, LockOptions.defaults()),
  /** Reads only; what was read stays in its process while nobody wants to write. */
  READ_STICKY(Part.READ_OR_WRITE, 100, LockOptions.defaults().stickyFor(Duration.ofSeconds(10))),
  /** Of a hundred, 99 are reads and the rest writes. */
  READ_99(Part.READ_OR_WRITE, 99, LockOptions.defaults()),
  /** Of a hundred, 90 are reads and the rest writes. */
  READ_90(Part.READ_OR_WRITE, 90, LockOptions.defaults()),
  /** A permit. */
  PERMIT(Part.PERMIT, 0, LockOptions.defaults());

  private final Part part;
  private final int reads;
  private final LockOptions options;

  Mode(LockOptions options) {
    this(Part.WHOLE, 0, options);
  }

  Mode(Part part, int reads, LockOptions options) {
    this.part = part;
    this.reads = reads;
    this.options = options;
  }

  /** What is asked for. */
  public Part part() {
    return part;
  }

  /** How many of a hundred are reads. */
  public int reads() {
    return reads;
  }

  /** The options of Baton that say so. */
  public LockOptions options() {
    return options;
  }
}
