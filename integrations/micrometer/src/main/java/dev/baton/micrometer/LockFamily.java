package dev.baton.micrometer;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * What locks are counted under: names have no bound, and a time series for each would be one too
 * many. There are at most 100 families; the locks of any further one are counted as {@value
 * #OTHER}.
 *
 * <p>May be used by several threads at once, and by several {@link LockObservations}, which then
 * have the same families.
 */
public final class LockFamily {
  /** The family of all locks that have none of their own. */
  public static final String OTHER = "other";

  private static final int MOST = 100;

  private final Function<String, String> ofName;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(MOST);

  private LockFamily(Function<String, String> ofName) {
    this.ofName = ofName;
    known.add(OTHER);
  }

  /**
   * The text before the first colon: {@code order:42} is an {@code order}. A name without one, or
   * that begins with it, is of the family {@value #OTHER}.
   *
   * @return families, none of which is there yet
   */
  public static LockFamily beforeColon() {
    return by(name -> name.substring(0, Math.max(0, name.indexOf(':'))));
  }

  /**
   * Families by a rule of the caller's. The first 100 that it gives are taken.
   *
   * @param ofName gives the family of a name, or an empty text for {@value #OTHER}; called for each
   *     acquisition, on its thread: it must return at once
   * @return families, none of which is there yet
   */
  public static LockFamily by(Function<String, String> ofName) {
    return new LockFamily(Objects.requireNonNull(ofName, "ofName"));
  }

  /**
   * The family of a lock. Does not block.
   *
   * @param lockName the lock
   * @return one of at most 101 words
   */
  public String of(String lockName) {
    String family = ofName.apply(lockName);
    if (known.contains(family)) {
      return family;
    }
    if (family.isEmpty() || !places.tryAcquire()) {
      return OTHER;
    }
    if (!known.add(family)) {
      places.release(); // another thread was first, and has one for it
    }
    return family;
  }
}
