package dev.baton.testing.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Queue;

/** Those who share a lock have no more of it together than they may; on each primary for itself. */
final class Limits {
  /** The beliefs in an instant that goes by, the one that ends next first. */
  private final Queue<Operation> lasting =
      new PriorityQueue<>(Comparator.comparingLong(Operation::believedUntil));

  private final Map<Integer, Weights> onPrimary = new HashMap<>();
  private final Weights anywhere = new Weights();

  private Limits() {}

  static void check(List<Operation> granted, List<Violation> found, List<Violation> excused) {
    Limits sweep = new Limits();
    granted.stream()
        .filter(Operation::isBelieved)
        .filter(operation -> operation.mode().isLimited())
        .sorted(Comparator.comparingLong(Operation::believedFrom))
        .forEach(next -> sweep.pass(next, found, excused));
  }

  private void pass(Operation next, List<Violation> found, List<Violation> excused) {
    while (!lasting.isEmpty() && lasting.element().believedUntil() <= next.believedFrom()) {
      Operation over = lasting.remove();
      weights(over).remove(over.mode());
      anywhere.remove(over.mode());
    }
    lasting.add(next);
    weights(next).add(next.mode());
    anywhere.add(next.mode());
    OptionalInt here = weights(next).exceeded();
    OptionalInt all = anywhere.exceeded();
    if (here.isPresent()) {
      found.add(exceeded(next, here.getAsInt()));
    } else if (all.isPresent()) {
      excused.add(exceeded(next, all.getAsInt()));
    }
  }

  private Weights weights(Operation operation) {
    return onPrimary.computeIfAbsent(operation.primary(), any -> new Weights());
  }

  private static Violation exceeded(Operation next, int limit) {
    return new Violation(
        Violation.Kind.OVER_LIMIT,
        List.of(next),
        "beside others, it makes more than %d of %s".formatted(limit, next.lock()));
  }
}
