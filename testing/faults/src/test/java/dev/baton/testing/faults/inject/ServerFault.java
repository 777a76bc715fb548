package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.Site;
import dev.baton.testing.faults.harness.Wire;
import java.io.IOException;
import java.util.Random;

/** What is done to the server without a loss of data. */
public enum ServerFault implements Injection {
  /** No command is done for a while. */
  CLIENT_PAUSE {
    @Override
    void strike(Wire wire, Random random) {
      wire.send("CLIENT", "PAUSE", "" + (100 + random.nextInt(1_000)), "ALL");
    }
  },
  /** The server closes all connections but ours. */
  CLIENT_KILL {
    @Override
    void strike(Wire wire, Random random) {
      wire.send("CLIENT", "KILL", "SKIPME", "yes");
    }
  },
  /** The server forgets all scripts, twice. */
  SCRIPT_FLUSH {
    @Override
    void strike(Wire wire, Random random) {
      wire.send("SCRIPT", "FLUSH");
      Victims.last(random, 10, 50);
      wire.send("SCRIPT", "FLUSH");
    }
  },
  /** The server is busy with something else. */
  DEBUG_SLEEP {
    @Override
    void strike(Wire wire, Random random) {
      wire.send("DEBUG", "SLEEP", "" + (0.1 + random.nextDouble()));
    }
  },
  /** The server refuses whatever takes memory. */
  MEMORY_LIMIT {
    @Override
    void strike(Wire wire, Random random) {
      wire.send("CONFIG", "SET", "maxmemory-policy", "noeviction");
      wire.send("CONFIG", "SET", "maxmemory", "1");
      Victims.last(random, 200, 1_500);
      wire.send("CONFIG", "SET", "maxmemory", "0");
    }
  },
  /** The server's process stands still. */
  SERVER_STOP {
    @Override
    public void strike(Site site, Random random) {
      site.server().pause();
      Victims.last(random, 200, 3_000);
      site.server().resume();
    }
  },
  /** The server ends in order, and comes back with what it knew. */
  RESTART {
    @Override
    public void strike(Site site, Random random) {
      site.server().stop();
      Victims.last(random, 10, 1_000);
      site.server().restart();
    }
  },
  /** The server is killed, and comes back with what it knew. */
  CRASH {
    @Override
    public void strike(Site site, Random random) {
      site.server().kill();
      Victims.last(random, 10, 1_000);
      site.server().restart();
    }
  };

  @Override
  public void strike(Site site, Random random) throws IOException {
    try (Wire wire = site.wire()) {
      strike(wire, random);
    }
  }

  void strike(Wire wire, Random random) {
    throw new UnsupportedOperationException(name());
  }
}
