package dev.baton.testing.history;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a {@link Checker} found.
 *
 * @param operations how many there were, by outcome
 * @param violations what may not be
 * @param excused beliefs that rest on a grant of an earlier primary, which the server forgot: they
 *     overlap with later ones, or have smaller fences; and the work of leaders that went on for
 *     longer than it may, while the next led
 */
public record Report(
    Map<Outcome, Long> operations, List<Violation> violations, List<Violation> excused) {

  /** So many violations are told in full. */
  private static final int TOLD = 20;

  /** Keeps copies. */
  public Report {
    operations = Map.copyOf(operations);
    violations = List.copyOf(violations);
    excused = List.copyOf(excused);
  }

  /** How many operations were checked. */
  public long checked() {
    return operations.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String toString() {
    String counts =
        operations.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> e.getValue() + " " + e.getKey().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    String findings =
        violations.stream().limit(TOLD).map(v -> "\n  " + v).collect(Collectors.joining());
    return "%d operations (%s), %d violations, %d excused%s"
        .formatted(checked(), counts, violations.size(), excused.size(), findings);
  }
}
