package dev.baton;

import java.time.Duration;

/**
 * A term of a leader. It ends once and for good: a renewal that is confirmed later does not bring
 * it back.
 */
public interface Leadership {

  /**
   * What is led.
   *
   * @return the name of the election
   */
  String name();

  /**
   * The number of the term, the {@linkplain Lease#fencingToken() fencing token} of the lock: larger
   * than that of every term before. Send it along with each write.
   *
   * @return the number, positive and at most 2<sup>53</sup>
   */
  long term();

  /**
   * The value that the lock's key has in Redis during the term; nobody else's.
   *
   * @return the owner token
   */
  String ownerToken();

  /**
   * Whether the term lasts, by the local monotonic clock and all that is known. Costs nothing and
   * asks nobody; errs only towards "it does not".
   *
   * @return false from the step-down deadline on, and once the term has ended otherwise
   */
  boolean isCurrent();

  /**
   * The time until the step-down deadline, by the local monotonic clock. Each confirmed renewal
   * moves it on. Costs nothing and asks nobody.
   *
   * @return zero once the term is not current
   */
  Duration remaining();

  /**
   * Does nothing if the term {@linkplain #isCurrent() is current}. Costs nothing and asks nobody.
   *
   * @throws LeaseLostException if it ended at its deadline or the lock is lost: somebody else may
   *     lead now, or soon
   * @throws IllegalStateException if it was resigned, or the election is closed
   */
  void ensureCurrent();

  /**
   * Ends the term. What still works for it is interrupted; once that has ended, the next candidate
   * leads, and this one asks again behind the others. Does nothing if the term is over. Returns at
   * once.
   */
  void resign();
}
