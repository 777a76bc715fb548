package dev.baton.testing.faults.harness;

import dev.baton.testing.history.History;
import dev.baton.testing.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When the server lost data. What was granted before and after is told apart by fences, since they
 * are the server's clock: it does not matter when anybody heard of the grant.
 */
public final class Losses {
  private final List<Loss> losses = new ArrayList<>();

  /** Notes that data was lost at some time within these, in microseconds of the server's clock. */
  public void add(long fromMicros, long untilMicros) {
    losses.add(new Loss(fromMicros, untilMicros));
  }

  /** The same history, each grant on its primary: one more after each loss. */
  History onPrimaries(History history) {
    History numbered = new History();
    history.faults().forEach(numbered::add);
    history.queues().forEach(numbered::add);
    List<Operation> byFence =
        history.operations().stream().sorted(Comparator.comparingLong(Operation::fence)).toList();
    int during = 0;
    for (Operation operation : byFence) {
      long fence = operation.fence();
      // within a time of losses, each grant may be the first after one
      during += losses.stream().anyMatch(loss -> loss.isOn(fence)) ? 1 : 0;
      int begun = (int) losses.stream().filter(loss -> loss.from() <= fence).count();
      numbered.add(operation.onPrimary(begun + during));
    }
    return numbered;
  }

  private record Loss(long from, long until) {
    boolean isOn(long fence) {
      return from < until && from <= fence && fence < until;
    }
  }
}
