package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.harness.Observer;
import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.history.Fault;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import dev.baton.testing.history.Report;
import dev.baton.testing.history.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of a campaign.
 *
 * @param seed that its faults were chosen by
 * @param report the checker's judgement
 * @param history what it judged
 * @param losing the kinds of faults by which the server loses data
 * @param recoveries from the end of each fault until every worker had got a lock again
 * @param leftovers what was still there when all had ended
 */
record CampaignResult(
    long seed,
    Report report,
    History history,
    Set<String> losing,
    RecoveryTimes recoveries,
    List<String> leftovers) {

  /** Fails if anything was violated or left behind; what, stands in the print. */
  void printAndAssertClean() {
    System.out.println(this);
    assertThat(report.violations().size()).as("violations, printed above").isZero();
    assertThat(leftovers).isEmpty();
  }

  @Override
  public String toString() {
    return """
    seed %d
    %s
    granted: %s
    at once: %s
    queues seen: %d
    leftovers: %s
    faults injected: %d
    excused: %s

    From the end of a fault until every worker had got a lock again:
    %s"""
        .formatted(
            seed,
            report,
            granted(),
            atOnce(),
            history.queues().size(),
            leftovers.isEmpty() ? "none" : leftovers,
            injected(),
            excused(),
            recoveries);
  }

  /** What was granted, by how it was held. */
  Map<String, Long> granted() {
    return history.operations().stream()
        .filter(operation -> operation.outcome() == Outcome.GRANTED)
        .collect(Collectors.groupingBy(CampaignResult::way, TreeMap::new, Collectors.counting()));
  }

  private static String way(Operation operation) {
    Mode mode = operation.mode();
    if (mode.isLimited()) {
      return "with " + mode.weight() + " of " + mode.limit() + " permits";
    }
    if (!mode.isShared()) {
      return "exclusively";
    }
    // who goes on from writing has read since it asked
    return operation.believedFrom() == operation.wantedAt() ? "reading after writing" : "reading";
  }

  /** How often so many locks were granted together. */
  Map<Long, Long> atOnce() {
    // asked for by one thread, at one instant
    Map<Long, Long> granted =
        history.operations().stream()
            .filter(operation -> operation.outcome() == Outcome.GRANTED)
            .collect(Collectors.groupingBy(Operation::wantedAt, Collectors.counting()));
    return granted.values().stream()
        .collect(Collectors.groupingBy(many -> many, TreeMap::new, Collectors.counting()));
  }

  /** How many faults were injected. */
  long injected() {
    return history.faults().stream().filter(f -> !f.kind().equals(Observer.INBOX_LOST)).count();
  }

  /** What was excused, by what it was and the fault before. */
  Map<String, Long> excused() {
    return report.excused().stream()
        .collect(Collectors.groupingBy(this::excuse, TreeMap::new, Collectors.counting()));
  }

  private String excuse(Violation what) {
    String kind =
        switch (what.kind()) {
          case OVERLAP -> "overlaps";
          case OVER_LIMIT -> "too many permits";
          case NOT_DEPOSED -> "leaders whose work went on beside the next one's";
          default -> "smaller fences";
        };
    String whose = WantedLock.remark(what.operations().get(0).lock());
    if (what.kind() == Violation.Kind.NOT_DEPOSED) {
      return kind + whose;
    }
    return kind + whose + " after " + faultBefore(what);
  }

  /** The last of the faults that lose data which had begun when the second grant was answered. */
  private String faultBefore(Violation overlap) {
    Operation later = overlap.operations().get(overlap.operations().size() - 1);
    return history.faults().stream()
        .filter(fault -> losing.contains(fault.kind()))
        .filter(fault -> fault.from() <= later.answeredAt())
        .max((a, b) -> Long.compare(a.from(), b.from()))
        .map(Fault::kind)
        .orElse("none");
  }
}
