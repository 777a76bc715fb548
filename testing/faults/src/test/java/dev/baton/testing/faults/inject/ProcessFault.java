package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.Site;
import dev.baton.testing.faults.harness.Worker;
import java.io.IOException;
import java.util.Random;

/** What is done to a worker's process. */
public enum ProcessFault implements Injection<Site> {
  /** Who holds a lock dies; another worker takes its place. */
  KILL_HOLDER {
    @Override
    public void strike(Site site, Random random) throws IOException, InterruptedException {
      replace(site, Victims.holder(site, random), random);
    }
  },
  /** Who waits for a lock dies; another worker takes its place. */
  KILL_WAITER {
    @Override
    public void strike(Site site, Random random) throws IOException, InterruptedException {
      replace(site, Victims.waiter(site, random), random);
    }
  },
  /** Who holds a lock stands still for longer than its lease. */
  STOP_HOLDER {
    @Override
    public void strike(Site site, Random random) {
      Worker victim = Victims.holder(site, random);
      victim.pause();
      Victims.last(random, 3_100, 4_500);
      victim.resume();
    }
  },
  /** Who waits for a lock stands still, and does not hear that it is its turn. */
  STOP_WAITER {
    @Override
    public void strike(Site site, Random random) {
      Worker victim = Victims.waiter(site, random);
      victim.pause();
      Victims.last(random, 300, 4_000);
      victim.resume();
    }
  };

  /** How many threads of a worker want locks. */
  public static final int THREADS = 4;

  private static void replace(Site site, Worker victim, Random random)
      throws IOException, InterruptedException {
    site.kill(victim);
    Worker next = site.hire(THREADS);
    next.await("ready");
    site.putToWork(next, random.nextInt());
  }
}
