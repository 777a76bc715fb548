package dev.baton.benchmarks.client;

import dev.baton.Lease;
import java.util.Arrays;

/**
 * Leases that are held and renewed.
 *
 * @param leases all of them
 * @param heapBefore the live bytes of the heap before they were taken
 */
record HeldLeases(Lease[] leases, long heapBefore) {

  /** How many are lost: a lease that was lost once is never held again. */
  long lost() {
    return Arrays.stream(leases).filter(lease -> !lease.isHeld()).count();
  }

  /** The heap that they take now, for each. */
  double bytesEach() {
    return (double) (Memory.liveBytes() - heapBefore) / leases.length;
  }
}
