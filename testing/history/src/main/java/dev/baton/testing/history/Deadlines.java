package dev.baton.testing.history;

import java.util.List;

/** Every wait ends by its deadline. */
final class Deadlines {
  private Deadlines() {}

  static void check(List<Operation> operations, long slack, List<Violation> found) {
    for (Operation operation : operations) {
      long deadline = operation.deadlineAt();
      if (deadline != Operation.NEVER && operation.answeredAt() - deadline > slack) {
        String late =
            operation.answeredAt() == Operation.NEVER
                ? "never answered"
                : (operation.answeredAt() - deadline) + " ns late";
        found.add(
            new Violation(
                Violation.Kind.OVERDUE,
                List.of(operation),
                "a wait for %s, %s".formatted(operation.lock(), late)));
      }
    }
  }
}
