package dev.baton.testing.history;

/**
 * Something that went wrong, or was made to.
 *
 * @param kind what it was
 * @param from when it began, in nanoseconds
 * @param until when it was over
 */
public record Fault(String kind, long from, long until) implements Entry {
  /** Checks that it ends after it begins. */
  public Fault {
    if (until < from) {
      throw new IllegalArgumentException(kind + " ends before it begins");
    }
  }
}
