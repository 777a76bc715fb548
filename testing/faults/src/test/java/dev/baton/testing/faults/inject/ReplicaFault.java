package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Wire;
import dev.baton.testing.faults.proxy.Lines;
import dev.baton.testing.faults.proxy.Proxy;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * The server has a replica for a while, which passes on what is published: whoever listens there
 * hears it, and is not counted.
 */
public enum ReplicaFault implements Injection<ServerSite> {
  /** One worker's pushes come from the replica. */
  PUSHES_AT_A_REPLICA {
    @Override
    void strike(ServerSite site, RedisServer replica, Random random) {
      Proxy proxy = site.proxyOf(Victims.any(site, random));
      proxy.lead(replica.port());
      proxy.cut(Lines.PUSHES);
      Victims.last(random, 500, 4_000);
      proxy.lead(site.server().port());
      proxy.cut(Lines.PUSHES);
    }
  },
  /** The two change places in order, and back again; push connections stay where they are. */
  DEMOTION {
    @Override
    void strike(ServerSite site, RedisServer replica, Random random) {
      switchOver(site, site.server(), replica);
      Victims.last(random, 500, 4_000);
      switchOver(site, replica, site.server());
    }
  };

  abstract void strike(ServerSite site, RedisServer replica, Random random);

  @Override
  public void strike(ServerSite site, Random random) {
    try (RedisServer replica =
        RedisServer.builder().config("replicaof", "127.0.0.1 " + site.server().port()).start()) {
      await(replica, "master_link_status:up");
      strike(site, replica, random);
    }
  }

  private static void switchOver(ServerSite site, RedisServer from, RedisServer to) {
    await(from, "state=online");
    try (Wire wire = Wire.to(from)) {
      wire.send("FAILOVER", "TO", "127.0.0.1", "" + to.port());
    }
    await(to, "role:master");
    await(from, "master_link_status:up");
    for (Proxy proxy : site.proxies()) {
      proxy.lead(to.port());
      proxy.cut(Lines.COMMANDS);
    }
  }

  private static void await(RedisServer server, String state) {
    try (Wire wire = Wire.to(server)) {
      Awaitility.await(state)
          .atMost(Duration.ofSeconds(60))
          .until(() -> ((String) wire.send("INFO", "replication")).contains(state));
    }
  }
}
