package dev.baton.testing.history;

/**
 * What somebody did who was elected.
 *
 * @param lock the election's name
 * @param term the fence of the grant
 * @param dueAt when it had to be over, in nanoseconds: until then nobody else is elected, however
 *     the term has ended
 * @param endedAt when it was over
 */
public record Work(String lock, long term, long dueAt, long endedAt) implements Entry {
  boolean isLate() {
    return endedAt > dueAt;
  }
}
