package dev.baton.micrometer;

import dev.baton.LockListener.Mode;
import dev.baton.micrometer.LockObservation.LockKey;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;

/** An acquisition or a lease that is observed, for conventions and handlers. */
public final class LockContext extends Observation.Context {
  final Mode mode;

  /** Zero before there is one. */
  final long fencingToken;

  private final LockObservation observed;
  private final String lockName;
  private final String family;
  private KeyValue outcome = LockKey.OUTCOME.withValue("unknown");
  private KeyValue how;

  LockContext(
      LockObservation observed, String lockName, String family, Mode mode, long fencingToken) {
    this.observed = observed;
    this.lockName = lockName;
    this.family = family;
    this.mode = mode;
    this.fencingToken = fencingToken;
    this.how = observed.how.withValue("none");
  }

  /** It ends so; how says more of it, if there is more to say. */
  void ends(String word, KeyValue more) {
    outcome = LockKey.OUTCOME.withValue(word);
    how = more;
  }

  KeyValue outcome() {
    return outcome;
  }

  KeyValue how() {
    return how;
  }

  /**
   * What is observed.
   *
   * @return which of the two
   */
  public LockObservation observed() {
    return observed;
  }

  /**
   * The lock's name, of which there may be any number.
   *
   * @return the whole name
   */
  public String lockName() {
    return lockName;
  }

  /**
   * What the lock is counted under.
   *
   * @return its {@link LockFamily}
   */
  public String family() {
    return family;
  }
}
