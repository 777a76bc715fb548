package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.ServerSite;
import java.util.Random;

/** What is done to the server's process without a loss of data. */
public enum ServerFault implements Injection<ServerSite> {
  /** The server's process stands still. */
  SERVER_STOP {
    @Override
    public void strike(ServerSite site, Random random) {
      site.server().pause();
      Victims.last(random, 200, 3_000);
      site.server().resume();
    }
  },
  /** The server ends in order, and comes back with what it knew. */
  RESTART {
    @Override
    public void strike(ServerSite site, Random random) {
      site.server().stop();
      Victims.last(random, 10, 1_000);
      site.server().restart();
    }
  },
  /** The server is killed, and comes back with what it knew. */
  CRASH {
    @Override
    public void strike(ServerSite site, Random random) {
      site.server().kill();
      Victims.last(random, 10, 1_000);
      site.server().restart();
    }
  };
}
