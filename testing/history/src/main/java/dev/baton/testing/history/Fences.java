package dev.baton.testing.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * No two grants have the same fence, but that all who share a lock without a limit at the same time
 * do. Fences rise from one belief to the next on one primary, and anywhere from a grant that was
 * answered to one that was wanted afterwards. Permits are numbered by themselves, for as long as
 * any is taken: one who asks again may hear the newest number, and their beliefs begin in any
 * order. One that is passed on within a process keeps the number that it was granted with.
 */
final class Fences {
  private Fences() {}

  static void check(List<Operation> granted, List<Violation> found, List<Violation> excused) {
    List<Operation> fenced = granted.stream().filter(grant -> !grant.mode().isLimited()).toList();
    unique(fenced, found);
    risingWithBeliefs(fenced, found);
    sameForSharers(fenced, found);
    risingInRealTime(fenced, found, excused);
    granted.stream()
        .filter(grant -> grant.mode().isLimited())
        .collect(Collectors.groupingBy(Operation::primary))
        .values()
        .forEach(permits -> risingWhileTaken(permits, found));
  }

  private static void unique(List<Operation> granted, List<Violation> found) {
    Map<Long, Operation> users = new HashMap<>();
    for (Operation operation : granted) {
      Operation other = users.putIfAbsent(operation.fence(), operation);
      if (other != null && other.mode().excludes(operation.mode())) {
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

  private static void sameForSharers(List<Operation> granted, List<Violation> found) {
    List<Operation> sharing =
        granted.stream()
            .filter(grant -> grant.isBelieved() && grant.mode().isShared())
            .sorted(Comparator.comparingLong(Operation::believedFrom))
            .toList();
    // of each primary, the belief that lasts longest
    Map<Integer, Operation> lasting = new HashMap<>();
    for (Operation next : sharing) {
      Operation before = lasting.get(next.primary());
      if (before != null
          && before.believedUntil() > next.believedFrom()
          && before.fence() != next.fence()) {
        found.add(
            new Violation(
                Violation.Kind.FENCES_DIFFER,
                List.of(before, next),
                "%d and %d in %s".formatted(before.fence(), next.fence(), next.lock())));
      }
      if (before == null || before.believedUntil() < next.believedUntil()) {
        lasting.put(next.primary(), next);
      }
    }
  }

  /** Once nobody has a permit, the server knows nothing of their numbers but its clock. */
  private static void risingWhileTaken(Collection<Operation> onPrimary, List<Violation> found) {
    List<Operation> together = new ArrayList<>();
    Set<Long> granted = new HashSet<>();
    long until = Long.MIN_VALUE;
    for (Operation next :
        onPrimary.stream().sorted(Comparator.comparingLong(Operation::believedFrom)).toList()) {
      if (until < next.believedFrom()) {
        risingInRealTime(together, found, new ArrayList<>());
        together.clear();
      }
      if (granted.add(next.fence())) {
        together.add(next);
      }
      until = Math.max(until, next.believedUntil());
    }
    risingInRealTime(together, found, new ArrayList<>());
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
