package dev.baton.testing.faults;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Wire;
import dev.baton.testing.faults.inject.Injection;
import dev.baton.testing.faults.inject.Victims;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A server whose clock we set, by libfaketime. */
final class ServerClock implements AutoCloseable {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  /** The server that runs under libfaketime; later ones of the registries do not. */
  private static final Path SERVER = Path.of(System.getProperty("faults.redis-6.2", ""));

  private static final int STEP_SECONDS = 10;

  private final Path folder = Files.createTempDirectory("baton-clock-");
  private final Path clock = folder.resolve("clock");

  /** A clock that runs at a rate, 1 for the right one. */
  ServerClock(double rate) throws IOException {
    set("+0 x" + rate);
  }

  /** Why no clock can be set here; empty if one can. */
  static String missing() {
    if (LIBRARIES.stream().noneMatch(Files::exists)) {
      return "libfaketime is not installed";
    }
    return Files.isExecutable(SERVER) ? "" : "there is no Redis 6.2 at \"" + SERVER + "\"";
  }

  /** Starts the server. */
  RedisServer start() throws IOException {
    Path library = LIBRARIES.stream().filter(Files::exists).findFirst().orElseThrow();
    Path program = folder.resolve("redis-server");
    Files.writeString(
        program,
        """
        #!/bin/sh
        export LD_PRELOAD=%s FAKETIME_TIMESTAMP_FILE=%s FAKETIME_NO_CACHE=1
        export FAKETIME_DONT_FAKE_MONOTONIC=1
        exec %s "$@"
        """
            .formatted(library, clock, SERVER));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    String before = System.getProperty("redis.binary", "");
    System.setProperty("redis.binary", program.toString());
    try {
      return RedisServer.start();
    } finally {
      System.setProperty("redis.binary", before);
    }
  }

  /** The clock jumps ahead, so that leases end early: two may believe at once. */
  Injection<ServerSite> stepForward() {
    return new ClockFault("CLOCK_STEP_FORWARD", true) {
      @Override
      public void strike(ServerSite site, Random random) throws IOException {
        try (Wire wire = site.wire()) {
          // grants before and after are told apart by fences: they jump as the clock does
          long between = wire.time() + TimeUnit.SECONDS.toMicros(STEP_SECONDS / 2);
          site.losses().add(between, between);
          set("+" + STEP_SECONDS + "s");
          Victims.last(random, 2_000, 3_000);
        }
      }
    };
  }

  /** The clock jumps back, so that leases last longer in the server. */
  Injection<ServerSite> stepBack() {
    return new ClockFault("CLOCK_STEP_BACK", false) {
      @Override
      public void strike(ServerSite site, Random random) throws IOException {
        set("-" + STEP_SECONDS + "s");
        Victims.last(random, 2_000, 3_000);
      }
    };
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(clock);
    Files.deleteIfExists(folder.resolve("redis-server"));
    Files.delete(folder);
  }

  private void set(String offset) throws IOException {
    Files.writeString(clock, offset + "\n");
  }

  private abstract static class ClockFault implements Injection<ServerSite> {
    private final String name;
    private final boolean losesData;

    ClockFault(String name, boolean losesData) {
      this.name = name;
      this.losesData = losesData;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean losesData() {
      return losesData;
    }
  }
}
