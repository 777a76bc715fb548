package dev.baton.testing.simulation.client;

import dev.baton.LeaderObserver.Leader;
import dev.baton.Lease;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.Outcome;
import java.util.Optional;

/** Is told what the users of locks see. */
public interface Observer {
  /** A wait begins for one lock alone; who waits for several at once may leave one free. */
  void wanted(String lock, Wait wait);

  /** A wait ended with a lease. */
  void granted(Wait wait, Lease lease);

  /** A wait ended without. */
  void refused(String lock, Wait wait, Outcome outcome);

  /** A lease ended. */
  void ended(Lease lease, Ending ending);

  /** One wants to lead, until it says that it does no more. */
  void stands(String lock, String who);

  /** One does not want to lead any more; it may yet be told of the end of its term. */
  void standsNoMore(String lock, String who);

  /** One is told that it leads. */
  void elected(Reign reign);

  /** One sees that it leads, and acts. */
  void leads(Reign reign);

  /** One is told that it leads no more. */
  void deposed(Reign reign);

  /** One who looks on is told who leads, or that nobody does. */
  void told(String lock, Optional<Leader> leader);

  /** Something may not be. */
  void breach(String what);
}
