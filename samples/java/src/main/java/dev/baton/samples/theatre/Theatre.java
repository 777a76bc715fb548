package dev.baton.samples.theatre;

import java.util.ArrayList;
import java.util.List;

/**
 * The seats of a theatre, as a database would have them: whoever sells one says which is the last
 * that was sold, and is refused if its lock has gone on to a later holder since.
 */
final class Theatre {
  private final List<Integer> sold = new ArrayList<>();
  private long lastToken;

  /** The next seat that is free. */
  synchronized int nextSeat() {
    return sold.size() + 1;
  }

  /**
   * Writes down that a seat is sold.
   *
   * @param token the fencing token of the lock under which it was chosen
   * @throws LateException if somebody has sold one under a later token: nothing was written
   */
  synchronized void sell(int seat, long token) throws LateException {
    if (token < lastToken) {
      throw new LateException("token " + token + " is older than " + lastToken);
    }
    lastToken = token;
    sold.add(seat);
  }

  /** The seats that were sold, in the order in which they were. */
  synchronized List<Integer> sold() {
    return List.copyOf(sold);
  }

  /** Whoever sold did not have the lock any more. */
  static final class LateException extends Exception {
    private static final long serialVersionUID = 1;

    LateException(String message) {
      super(message);
    }
  }
}
