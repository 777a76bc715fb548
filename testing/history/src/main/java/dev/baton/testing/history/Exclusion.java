package dev.baton.testing.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** At most one believes at any instant that it holds a lock; on each primary for itself. */
final class Exclusion {
  private Exclusion() {}

  static void check(List<Operation> granted, List<Violation> found, List<Violation> excused) {
    List<Operation> believed =
        granted.stream()
            .filter(Operation::isBelieved)
            .sorted(Comparator.comparingLong(Operation::believedFrom))
            .toList();
    // of each primary, the belief that lasts longest; those that are over are left out
    Map<Integer, Operation> lasting = new HashMap<>();
    for (Operation next : believed) {
      lasting.values().removeIf(before -> before.believedUntil() <= next.believedFrom());
      for (Operation before : lasting.values()) {
        (before.primary() == next.primary() ? found : excused).add(overlap(before, next));
      }
      lasting.merge(
          next.primary(),
          next,
          (before, now) -> before.believedUntil() >= now.believedUntil() ? before : now);
    }
  }

  private static Violation overlap(Operation before, Operation next) {
    long both = Math.min(before.believedUntil(), next.believedUntil()) - next.believedFrom();
    return new Violation(
        Violation.Kind.OVERLAP,
        List.of(before, next),
        "both believed for %d ns to hold %s".formatted(both, next.lock()));
  }
}
