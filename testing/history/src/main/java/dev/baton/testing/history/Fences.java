package dev.baton.testing.history;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * No two grants have the same fence. Fences rise from one belief to the next on one primary, and
 * anywhere from a grant that was answered to one that was wanted afterwards.
 */
final class Fences {
  private Fences() {}

  static void check(List<Operation> granted, List<Violation> found) {
    unique(granted, found);
    risingWithBeliefs(granted, found);
    risingInRealTime(granted, found);
  }

  private static void unique(List<Operation> granted, List<Violation> found) {
    Map<Long, Operation> users = new HashMap<>();
    for (Operation operation : granted) {
      Operation other = users.putIfAbsent(operation.fence(), operation);
      if (other != null) {
        found.add(
            new Violation(
                Violation.Kind.FENCE_REUSED,
                List.of(other, operation),
                "fence %d of %s".formatted(operation.fence(), operation.lock())));
      }
    }
  }

  private static void risingWithBeliefs(List<Operation> granted, List<Violation> found) {
    List<Operation> believed =
        granted.stream()
            .filter(Operation::isBelieved)
            .sorted(Comparator.comparingLong(Operation::believedFrom))
            .toList();
    Map<Integer, Operation> highest = new HashMap<>();
    for (Operation next : believed) {
      Operation before = highest.get(next.primary());
      if (before != null && before.fence() > next.fence()) {
        found.add(fell(before, next));
      } else {
        highest.put(next.primary(), next);
      }
    }
  }

  private static void risingInRealTime(List<Operation> granted, List<Violation> found) {
    Queue<Operation> unanswered =
        new PriorityQueue<>(Comparator.comparingLong(Operation::answeredAt));
    Queue<Operation> wanted =
        new ArrayDeque<>(
            granted.stream().sorted(Comparator.comparingLong(Operation::wantedAt)).toList());
    @Nullable Operation highest = null;
    for (Operation next : wanted) {
      while (!unanswered.isEmpty() && unanswered.element().answeredAt() < next.wantedAt()) {
        Operation before = unanswered.remove();
        if (highest == null || before.fence() > highest.fence()) {
          highest = before;
        }
      }
      if (highest != null && highest.fence() > next.fence()) {
        found.add(fell(highest, next));
      }
      unanswered.add(next);
    }
  }

  private static Violation fell(Operation before, Operation next) {
    return new Violation(
        Violation.Kind.FENCE_FELL,
        List.of(before, next),
        "from %d to %d in %s".formatted(before.fence(), next.fence(), next.lock()));
  }
}
