package dev.baton.testing.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges a history by what a lock promises. Beliefs are half-open: one may begin at the instant at
 * which another ends. Takes time in proportion to n log n; with several limits of permits for one
 * lock, to their number besides.
 */
public final class Checker {
  private final long slack;
  private final long idleBound;
  private final Set<String> orderly;

  private Checker(long slack, long idleBound, Set<String> orderly) {
    this.slack = slack;
    this.idleBound = idleBound;
    this.orderly = Set.copyOf(orderly);
  }

  /** A checker that allows nothing beyond what is exact, and lets a lock be idle for any time. */
  public static Checker exact() {
    return new Checker(0, Operation.NEVER, Set.of());
  }

  /** Allows a wait, or the work of a leader, to end so many nanoseconds after its deadline. */
  public Checker slack(long nanos) {
    return new Checker(nanos, idleBound, orderly);
  }

  /**
   * Bounds the time in nanoseconds for which a lock that somebody waits for may be held by nobody.
   * It counts anew from the end of each fault.
   */
  public Checker idleBound(long nanos) {
    return new Checker(slack, nanos, orderly);
  }

  /**
   * Names kinds of faults under which waiters stay connected, so that their order must hold all the
   * same. During others it is not judged.
   */
  public Checker orderlyUnder(String... kinds) {
    return new Checker(slack, idleBound, Set.of(kinds));
  }

  /** Judges all that a history holds. */
  public Report check(History history) {
    List<Operation> operations = history.operations();
    List<Violation> found = new ArrayList<>();
    List<Violation> excused = new ArrayList<>();
    Map<String, List<Operation>> byLock =
        operations.stream().collect(Collectors.groupingBy(Operation::lock));
    Map<String, List<Work>> works =
        history.works().stream().collect(Collectors.groupingBy(Work::lock));
    for (List<Operation> ofLock : byLock.values()) {
      List<Operation> granted = ofLock.stream().filter(Operation::isGranted).toList();
      Exclusion.check(granted, found, excused);
      Limits.check(granted, found, excused);
      Fences.check(granted, found, excused);
      String lock = ofLock.get(0).lock();
      Works.check(granted, works.getOrDefault(lock, List.of()), slack, found, excused);
      WakeUps.check(ofLock, history.faults(), idleBound, found);
    }
    Deadlines.check(operations, slack, found);
    QueueOrder.check(byLock, history.queues(), disorderly(history), found);
    return new Report(
        operations.stream()
            .collect(Collectors.groupingBy(Operation::outcome, Collectors.counting())),
        found,
        excused);
  }

  private List<Fault> disorderly(History history) {
    return history.faults().stream().filter(fault -> !orderly.contains(fault.kind())).toList();
  }
}
