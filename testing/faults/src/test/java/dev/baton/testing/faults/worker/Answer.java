package dev.baton.testing.faults.worker;

import dev.baton.testing.history.Outcome;
import java.util.Optional;

/**
 * How a wait ended.
 *
 * @param lease what was granted, if anything was
 * @param <L> the kind of lease
 */
record Answer<L>(Optional<L> lease, Outcome outcome) {
  /** Whether it could be asked for: that did not end with an error. */
  boolean isHeard() {
    return outcome != Outcome.REFUSED;
  }
}
