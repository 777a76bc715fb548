package dev.baton.benchmarks.client;

import dev.baton.Lease;
import dev.baton.benchmarks.contestant.Contestant;
import java.time.Duration;
import java.util.Map;

/**
 * Lets leases be renewed for a while, and looks at what that costs.
 *
 * @param millis how long
 */
public record WatchLeases(long millis) implements Task {

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) {
    HeldLeases held = keep.leases();
    long cpu = Memory.cpuNanos();
    long begin = System.nanoTime();
    Parking.pause(Duration.ofMillis(millis));
    double share = (double) (Memory.cpuNanos() - cpu) / (System.nanoTime() - begin);
    Outcome outcome =
        Outcome.of(
            Map.of(
                "lost",
                (double) held.lost(),
                "cpuShare",
                share,
                "bytesPerLease",
                held.bytesEach(),
                "threads",
                (double) Memory.threads()));
    for (Lease lease : held.leases()) {
      lease.releaseAsync();
    }
    return outcome;
  }
}
