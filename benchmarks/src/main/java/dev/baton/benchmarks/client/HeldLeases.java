package dev.baton.benchmarks.client;

import dev.baton.Lease;
import dev.baton.LossReason;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Leases that are held and renewed.
 *
 * @param leases all of them
 * @param heapBefore the live bytes of the heap before they were taken
 * @param lost how many were reported lost
 */
record HeldLeases(Lease[] leases, long heapBefore, AtomicLong lost) {

  static HeldLeases of(Lease[] leases, long heapBefore) {
    AtomicLong lost = new AtomicLong();
    Consumer<LossReason> count = reason -> lost.incrementAndGet();
    for (Lease lease : leases) {
      lease.onLost(count);
    }
    return new HeldLeases(leases, heapBefore, lost);
  }

  /** The heap that they take now, for each. */
  double bytesEach() {
    return (double) (Memory.liveBytes() - heapBefore) / leases.length;
  }
}
