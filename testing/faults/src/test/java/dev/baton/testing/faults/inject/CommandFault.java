package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.Site;
import dev.baton.testing.faults.harness.Wire;
import java.util.List;
import java.util.Random;

/** What is done to the server of a lock by commands, without a loss of data. */
public enum CommandFault implements Injection<Site> {
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
      wire.send("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      wire.send("CLIENT", "KILL", "TYPE", "pubsub");
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
  };

  /** Those during which nobody takes the server for dead. */
  static final List<CommandFault> SHORT = List.of(CLIENT_KILL, SCRIPT_FLUSH, MEMORY_LIMIT);

  @Override
  public void strike(Site site, Random random) {
    try (Wire wire = Wire.to(site.primary(Victims.lock(site, random)))) {
      strike(wire, random);
    }
  }

  abstract void strike(Wire wire, Random random);
}
