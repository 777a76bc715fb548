package dev.baton.testing.history;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What those hold who share a lock at one instant. Those who asked for no more than a limit have no
 * more than that together: whoever of them was granted its share last found room for it, beside all
 * the others. That is so for each limit that anybody asked for, and needs no more to be known than
 * who holds what.
 */
public final class Weights {
  /** The sum for each limit; those without one are not bounded, and bound nobody. */
  private final NavigableMap<Integer, Long> byLimit = new TreeMap<>();

  /** One more. */
  public void add(Mode mode) {
    if (mode.isLimited()) {
      byLimit.merge(mode.limit(), (long) mode.weight(), Long::sum);
    }
  }

  /** One less. */
  public void remove(Mode mode) {
    if (mode.isLimited()) {
      byLimit.merge(mode.limit(), (long) -mode.weight(), Long::sum);
      byLimit.remove(mode.limit(), 0L);
    }
  }

  /** The smallest limit that is exceeded, if one is. Takes time by how many limits there are. */
  public OptionalInt exceeded() {
    long sum = 0;
    for (Map.Entry<Integer, Long> each : byLimit.entrySet()) {
      sum += each.getValue();
      if (sum > each.getKey()) {
        return OptionalInt.of(each.getKey());
      }
    }
    return OptionalInt.empty();
  }
}
