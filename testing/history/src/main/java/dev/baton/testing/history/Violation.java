package dev.baton.testing.history;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Something in a history that may not be.
 *
 * @param kind which promise was broken
 * @param operations those concerned
 * @param text how, in words
 */
public record Violation(Kind kind, List<Operation> operations, String text) {

  /** The promises. */
  public enum Kind {
    /** Two believed at once to hold a lock, and one of them exclusively. */
    OVERLAP,
    /** Those who shared a lock had more of it together than they may. */
    OVER_LIMIT,
    /** Two who shared a lock at once had different fences. */
    FENCES_DIFFER,
    /** Two grants had the same fence, and did not share the lock. */
    FENCE_REUSED,
    /** A later grant had a smaller fence. */
    FENCE_FELL,
    /** One who stood further back was served before. */
    OVERTAKEN,
    /** One was elected while the work of the leader before went on. */
    NOT_DEPOSED,
    /** A wait, or a leader's work, went on after its deadline. */
    OVERDUE,
    /** A lock was free, somebody waited, and nobody got it. */
    IDLE
  }

  /** Keeps a copy of the operations. */
  public Violation {
    operations = List.copyOf(operations);
  }

  @Override
  public String toString() {
    return operations.stream()
        .map(operation -> "\n    " + operation)
        .collect(Collectors.joining("", kind.name().toLowerCase(Locale.ROOT) + ": " + text, ""));
  }
}
