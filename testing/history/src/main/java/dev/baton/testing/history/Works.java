package dev.baton.testing.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Nobody is elected before the work of the leader before has ended, unless that is late: it ignores
 * its interrupt, or its process stood still. On another primary, which knows nothing of the one
 * before, it is excused too. Interrupts come, so that no work is late for long.
 */
final class Works {
  private Works() {}

  /** Of all on a primary that were in time, or late, whose goes on for longest. */
  private record Place(int primary, boolean late) {}

  private record Lasting(Operation term, Work work) {
    Place place() {
      return new Place(term.primary(), work.isLate());
    }

    boolean isExcusedFor(Operation next) {
      return work.isLate() || term.primary() != next.primary();
    }
  }

  static void check(
      List<Operation> granted,
      List<Work> works,
      long slack,
      List<Violation> found,
      List<Violation> excused) {
    Map<Long, Work> byTerm =
        works.stream().collect(Collectors.toMap(Work::term, Function.identity(), Works::longer));
    Map<Place, Lasting> lasting = new HashMap<>();
    for (Operation next :
        granted.stream().sorted(Comparator.comparingLong(Operation::answeredAt)).toList()) {
      if (next.isBelieved()) {
        lasting.values().removeIf(before -> before.work.endedAt() <= next.answeredAt());
        for (Lasting before : lasting.values()) {
          (before.isExcusedFor(next) ? excused : found).add(goesOn(before, next));
        }
      }
      @Nullable Work work = byTerm.get(next.fence());
      if (work != null) {
        Lasting now = new Lasting(next, work);
        lasting.merge(now.place(), now, Works::longer);
        if (work.endedAt() - work.dueAt() > slack) {
          found.add(overdue(next, work));
        }
      }
    }
  }

  private static Work longer(Work one, Work other) {
    return one.endedAt() >= other.endedAt() ? one : other;
  }

  private static Lasting longer(Lasting one, Lasting other) {
    return one.work.endedAt() >= other.work.endedAt() ? one : other;
  }

  private static Violation goesOn(Lasting before, Operation next) {
    return new Violation(
        Violation.Kind.NOT_DEPOSED,
        List.of(before.term, next),
        "worked as the leader of %s for %d ns after the next was elected"
            .formatted(next.lock(), before.work.endedAt() - next.answeredAt()));
  }

  private static Violation overdue(Operation term, Work work) {
    return new Violation(
        Violation.Kind.OVERDUE,
        List.of(term),
        "work as the leader of %s, %d ns late"
            .formatted(work.lock(), work.endedAt() - work.dueAt()));
  }
}
