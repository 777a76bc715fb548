package dev.baton.testing.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock that somebody waits for is not idle for long: held by nobody while no fault lasts. Waits
 * that ended with an error do not count, since they may have had no server to wait at.
 */
final class WakeUps {
  private final long bound;
  private final List<Violation> found;
  private final Set<Operation> waiting = new LinkedHashSet<>();
  private int holders;
  private int faults;
  private long idleSince = Operation.NEVER;

  private WakeUps(long bound, List<Violation> found) {
    this.bound = bound;
    this.found = found;
  }

  static void check(List<Operation> ofLock, List<Fault> faults, long bound, List<Violation> found) {
    if (bound == Operation.NEVER) {
      return;
    }
    WakeUps sweep = new WakeUps(bound, found);
    List<Change> changes = new ArrayList<>();
    for (Operation operation : ofLock) {
      if (operation.outcome() != Outcome.REFUSED) {
        changes.add(new Change(operation.wantedAt(), () -> sweep.waiting.add(operation)));
        changes.add(new Change(operation.answeredAt(), () -> sweep.waiting.remove(operation)));
      }
      if (operation.isBelieved()) {
        changes.add(new Change(operation.believedFrom(), () -> sweep.holders++));
        changes.add(new Change(operation.believedUntil(), () -> sweep.holders--));
      }
    }
    for (Fault fault : faults) {
      changes.add(new Change(fault.from(), () -> sweep.faults++));
      changes.add(new Change(fault.until(), () -> sweep.faults--));
    }
    changes.sort(Comparator.comparingLong(Change::at));
    changes.forEach(sweep::pass);
  }

  private void pass(Change change) {
    @Nullable Operation waiter = waiting.isEmpty() ? null : waiting.iterator().next();
    int count = waiting.size();
    change.action().run();
    boolean idle = holders == 0 && faults == 0 && !waiting.isEmpty();
    if (idle && idleSince == Operation.NEVER) {
      idleSince = change.at();
    } else if (!idle && idleSince != Operation.NEVER) {
      if (waiter != null && change.at() - idleSince > bound) {
        tell(waiter, count, change.at());
      }
      idleSince = Operation.NEVER;
    }
  }

  private void tell(Operation waiter, int count, long end) {
    String time = end == Operation.NEVER ? "for ever" : "for " + (end - idleSince) + " ns";
    found.add(
        new Violation(
            Violation.Kind.IDLE,
            List.of(waiter),
            "%s was free %s, and %d waited".formatted(waiter.lock(), time, count)));
  }

  private record Change(long at, Runnable action) {}
}
