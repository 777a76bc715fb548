package dev.baton.testing.faults.worker;

import dev.baton.LeaderElection;
import dev.baton.Leadership;

/** A candidate that leads for as long as it may; what happens to it is printed. */
final class Leading implements LeaderElection.Listener {
  @Override
  public void elected(Leadership term) {
    System.out.println("leads " + term.term() + " " + System.nanoTime());
  }

  @Override
  public void deposed(Leadership term, LeaderElection.Reason why) {
    System.out.println("deposed " + why);
  }
}
