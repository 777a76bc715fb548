package dev.baton.testing.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who believes to hold a lock exclusively is the only one that believes so at any instant, in
 * whatever mode; on each primary for itself.
 */
final class Exclusion {
  private Exclusion() {}

  /** Those who can tell of an overlap: of all on a primary in a mode, who believes for longest. */
  private record Place(int primary, boolean shared) {
    static Place of(Operation operation) {
      return new Place(operation.primary(), operation.mode().isShared());
    }
  }

  static void check(List<Operation> granted, List<Violation> found, List<Violation> excused) {
    List<Operation> believed =
        granted.stream()
            .filter(Operation::isBelieved)
            .sorted(Comparator.comparingLong(Operation::believedFrom))
            .toList();
    // those that are over are left out
    Map<Place, Operation> lasting = new HashMap<>();
    for (Operation next : believed) {
      lasting.values().removeIf(before -> before.believedUntil() <= next.believedFrom());
      for (Operation before : lasting.values()) {
        if (before.mode().excludes(next.mode())) {
          (before.primary() == next.primary() ? found : excused).add(overlap(before, next));
        }
      }
      lasting.merge(
          Place.of(next),
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
