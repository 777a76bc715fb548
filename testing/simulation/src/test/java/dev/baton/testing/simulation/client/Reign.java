package dev.baton.testing.simulation.client;

import dev.baton.Leadership;

/**
 * A term as its leader has it.
 *
 * @param who leads
 * @param process where
 * @param leadership the term
 * @param wantedAt when it began to ask for it
 * @param electedAt when it was told
 * @param leaseNanos how long the lease of the lock is
 * @param outlasts whether its work may go on for longer than it has after an interrupt
 */
public record Reign(
    String who,
    SimulatedProcess process,
    Leadership leadership,
    long wantedAt,
    long electedAt,
    long leaseNanos,
    boolean outlasts) {

  /** Whether it may be told of its end after the next was elected. */
  public boolean mayOverlap() {
    return outlasts || process.machine().stoppedSince(electedAt - leaseNanos);
  }

  /** Whether it leads now; never if its process does not run, which cannot ask. */
  public boolean isCurrent() {
    return process.machine().isRunning() && leadership.isCurrent();
  }
}
