package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.Losses;
import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What takes data from the server: two may then believe at once to hold a lock. */
public enum DataFault implements Injection<ServerSite> {
  /** All keys are deleted. */
  FLUSHALL {
    @Override
    public void strike(ServerSite site, Random random) throws IOException {
      loseBy(site, "FLUSHALL");
    }
  },
  /** A lock's key is deleted by another program. */
  KEY_DELETED {
    @Override
    public void strike(ServerSite site, Random random) throws IOException {
      loseBy(site, "DEL", Victims.lock(site, random).key());
    }
  },
  /** A lock's key is overwritten by another program, which has it for a moment. */
  KEY_OVERWRITTEN {
    @Override
    public void strike(ServerSite site, Random random) throws IOException {
      String key = Victims.lock(site, random).key();
      loseBy(site, "SET", key, "somebody else", "PX", "" + (50 + random.nextInt(500)));
    }
  },
  /** Redis evicts keys with a lifetime: queues, records of fences, and the locks too. */
  EVICTION {
    @Override
    public void strike(ServerSite site, Random random) throws IOException {
      try (Wire wire = site.wire()) {
        String policy =
            List.of("volatile-random", "volatile-ttl", "volatile-lru").get(random.nextInt(3));
        long from = wire.time();
        wire.send("CONFIG", "SET", "maxmemory-policy", policy);
        for (int i = 0; i < 5; i++) {
          wire.send("CONFIG", "SET", "maxmemory", "1"); // evicts at the next command already
          wire.send("PING");
          wire.send("CONFIG", "SET", "maxmemory", "0");
          Victims.last(random, 20, 200);
        }
        site.losses().add(from, wire.time());
      }
    }
  },
  /** The server is killed, and comes back empty. */
  RESTART_EMPTY {
    @Override
    public void strike(ServerSite site, Random random) throws IOException {
      Path data;
      try (Wire wire = site.wire()) {
        data = Path.of((String) ((List<?>) wire.send("CONFIG", "GET", "dir")).get(1));
      }
      site.server().kill();
      Victims.last(random, 10, 1_000);
      deleteAppendOnlyFiles(data);
      site.losses().since(Losses.now());
      site.server().restart();
    }
  };

  @Override
  public boolean losesData() {
    return true;
  }

  private static void loseBy(ServerSite site, String... command) throws IOException {
    try (Wire wire = site.wire()) {
      long at = wire.sendTimed(command);
      site.losses().add(at, at);
    }
  }

  private static void deleteAppendOnlyFiles(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (data.relativize(file).toString().startsWith("appendonly")) {
          Files.delete(file);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
