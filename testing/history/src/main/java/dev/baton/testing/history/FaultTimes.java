package dev.baton.testing.history;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When anything was wrong. */
final class FaultTimes {
  /** Each start, and the latest end of what began by then. */
  private final TreeMap<Long, Long> latestEnd = new TreeMap<>();

  FaultTimes(List<Fault> faults) {
    long latest = Long.MIN_VALUE;
    for (Fault fault : faults.stream().sorted(Comparator.comparingLong(Fault::from)).toList()) {
      latest = Math.max(latest, fault.until());
      latestEnd.put(fault.from(), latest);
    }
  }

  /** Whether a fault has an instant in common with this time, its ends included. */
  boolean touch(long since, long to) {
    Map.Entry<Long, Long> last = latestEnd.floorEntry(to);
    return last != null && last.getValue() >= since;
  }
}
