package dev.baton.testing.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * No two grants have the same fence. Fences rise from one belief to the next on one primary, and
 * anywhere from a grant that was answered to one that was wanted afterwards.
 */
final class Fences {
  private Fences() {}

  static void check(List<Operation> granted, List<Violation> found, List<Violation> excused) {
    unique(granted, found);
    risingWithBeliefs(granted, found);
    risingInRealTime(granted, found, excused);
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

  /**
   * A grant may be younger than what it rests on: a hold of an earlier primary, which its process
   * passes on until it hears of the loss. That is excused as an overlap is.
   */
  private static void risingInRealTime(
      List<Operation> granted, List<Violation> found, List<Violation> excused) {
    Queue<Operation> unanswered =
        new PriorityQueue<>(Comparator.comparingLong(Operation::answeredAt));
    HighestFences highest = new HighestFences();
    for (Operation next :
        granted.stream().sorted(Comparator.comparingLong(Operation::wantedAt)).toList()) {
      while (!unanswered.isEmpty() && unanswered.element().answeredAt() < next.wantedAt()) {
        highest.add(unanswered.remove());
      }
      Operation same = highest.upTo(next.primary());
      Operation any = highest.upTo(Integer.MAX_VALUE);
      if (same != null && same.fence() > next.fence()) {
        found.add(fell(same, next));
      } else if (any != null && any.fence() > next.fence()) {
        excused.add(fell(any, next));
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
