package dev.baton.testing.history;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The grant with the highest fence so far, of each primary and those before it. */
final class HighestFences {
  /** Only those with a higher fence than all of earlier primaries. */
  private final NavigableMap<Integer, Operation> byPrimary = new TreeMap<>();

  void add(Operation grant) {
    Operation before = upTo(grant.primary());
    if (before != null && before.fence() >= grant.fence()) {
      return;
    }
    byPrimary.put(grant.primary(), grant);
    Map.Entry<Integer, Operation> next = byPrimary.higherEntry(grant.primary());
    while (next != null && next.getValue().fence() <= grant.fence()) {
      byPrimary.remove(next.getKey());
      next = byPrimary.higherEntry(grant.primary());
    }
  }

  /** The highest of a primary and those before it; null if there is none. */
  @Nullable Operation upTo(int primary) {
    Map.Entry<Integer, Operation> last = byPrimary.floorEntry(primary);
    return last == null ? null : last.getValue();
  }
}
