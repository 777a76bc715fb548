package dev.baton.testing.history;

/**
 * How a lock is held: exclusively, or as a share of it.
 *
 * @param weight how much of it is held; zero for all of it, by one alone
 * @param limit how much of it may be shared at most; zero for no limit
 */
public record Mode(int weight, int limit) {
  /** By one alone. */
  public static final Mode EXCLUSIVE = new Mode(0, 0);

  /** For reading: any number of others read at the same time. */
  public static final Mode READ = new Mode(1, 0);

  /** So many permits of so many. */
  public static Mode permits(int weight, int limit) {
    return new Mode(weight, limit);
  }

  /** Checks that it can be granted. */
  public Mode {
    if (weight < 0 || limit < 0 || (limit > 0 && (weight == 0 || weight > limit))) {
      throw new IllegalArgumentException(weight + " of " + limit);
    }
  }

  /** Whether others can hold the lock at the same time. */
  public boolean isShared() {
    return weight > 0;
  }

  /** Whether it is permits. Their fences are numbers of their own, which guard nothing. */
  public boolean isLimited() {
    return limit > 0;
  }

  /** Whether one who holds a lock so and one who holds it as another does exclude each other. */
  public boolean excludes(Mode other) {
    return !isShared() || !other.isShared();
  }

  static Mode parse(String word) {
    int slash = word.indexOf('/');
    return new Mode(
        Integer.parseInt(word.substring(0, slash)), Integer.parseInt(word.substring(slash + 1)));
  }

  /** As {@code WEIGHT/LIMIT}. */
  @Override
  public String toString() {
    return weight + "/" + limit;
  }
}
