package dev.baton;

import java.util.Optional;

/**
 * One of several candidates leads at a time. This is one of them: it waits for its turn, leads for
 * a {@linkplain Leadership term}, and after whatever ended that it asks again by itself, until it
 * is closed. Candidates lead in the order in which they came.
 *
 * <p>To lead is to hold the lock of this name. A term ends before the lock can be another's: at the
 * {@linkplain ElectionOptions#renewDeadline() step-down deadline} if no renewal was confirmed. The
 * rest of the lease is the time that is left to stop.
 *
 * <p><strong>Two may act at once all the same</strong>, if a process is paused, or work goes on
 * after its interrupt. Send {@link Leadership#term()} along with each write and let the receiver
 * refuse smaller ones than it has seen.
 */
public interface LeaderElection extends LeaderObserver {

  /**
   * Whether this candidate leads now, by the local monotonic clock and all that is known. Costs
   * nothing and asks nobody; errs only towards "does not".
   *
   * @return false before its first term, between two, and once it is closed
   */
  boolean isLeader();

  /**
   * The term in which this candidate leads. Costs nothing and asks nobody.
   *
   * @return empty unless it {@linkplain #isLeader() leads}
   */
  Optional<Leadership> leadership();

  /**
   * Is a candidate no more. If it leads it steps down with {@link Reason#CLOSED}, its work is
   * interrupted, and once that has ended and {@link Listener#deposed} has returned, or the time to
   * stop is over, the next candidate leads. Blocking until then, and for one round trip; never
   * throws.
   *
   * <p>In a callback of this election, or on a thread of the client's or the adapter's, it returns
   * at once, and the rest is done in the background.
   */
  @Override
  void close();

  /**
   * Hears of this candidate's terms. For each term that it hears of it is called twice: elected,
   * then deposed, then elected for the next. One call at a time, on the election's thread, which
   * may block. A term that ended before its beginning could be told is not told at all.
   */
  interface Listener {

    /**
     * The candidate leads. If this still runs when the term ends, its thread is interrupted.
     *
     * @param leadership its term
     * @throws Exception anything: it is logged, and the term ends as by {@link
     *     Leadership#resign()}; the candidate asks again after a pause
     */
    void elected(Leadership leadership) throws Exception;

    /**
     * The candidate does not lead any more. The next leads once this has returned, or the time to
     * stop is over.
     *
     * @param leadership its term, which is over for good
     * @param why how it ended
     * @throws Exception anything: it is logged
     */
    void deposed(Leadership leadership, Reason why) throws Exception;
  }

  /** What a leader does. */
  @FunctionalInterface
  interface Work {

    /**
     * Does it, on the election's thread. To return is to {@linkplain Leadership#resign() resign}.
     *
     * @param leadership the term; the thread is interrupted when it ends, and the work has to stop
     *     then
     * @throws Exception anything: it is logged if the term was not over, and ends it; the candidate
     *     asks again after a pause
     */
    void lead(Leadership leadership) throws Exception;
  }

  /** How a term ended. */
  enum Reason {
    /** By {@link Leadership#resign()}, or because the work or the listener ended it. */
    RESIGNED,

    /** No renewal was confirmed until the step-down deadline. The lease may be held for longer. */
    DEADLINE,

    /** The lock was found deleted or another's; somebody else may lead already. */
    LOST,

    /** The election, or its client, was closed. */
    CLOSED
  }
}
