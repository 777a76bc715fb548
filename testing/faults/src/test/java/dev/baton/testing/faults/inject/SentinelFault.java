package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.Losses;
import dev.baton.testing.faults.harness.SentinelSite;
import dev.baton.testing.faults.harness.Wire;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;
import java.util.List;
import java.util.Random;

/** What befalls a primary that Sentinels watch, its replicas and the Sentinels. */
public enum SentinelFault implements Injection<SentinelSite> {
  /** The primary is killed; when it returns it is a replica. */
  KILL_PRIMARY(Aftermath.LOSS) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      RedisServer dead = topology.killPrimary();
      topology.primary();
      dead.restart();
      topology.awaitReplica(dead);
    }
  },
  /** The primary is killed when no replica has heard of it for a while. */
  LOSE_PRIMARY(Aftermath.LOSS) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      topology.stopReplication();
      Victims.last(random, 10, 1_000);
      RedisServer dead = topology.killPrimary();
      topology.resumeReplicationWithout(dead);
      topology.primary();
      dead.restart();
      topology.awaitReplica(dead);
    }
  },
  /**
   * The primary stands still until another has its place, and wakes as if nothing had been, until
   * the Sentinels see it. As operators are advised, it takes no writes without a replica.
   */
  STOP_PRIMARY(Aftermath.LOSS) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      RedisServer before = topology.primary();
      requireReplicas(before, 1);
      stopAndWake(topology, before, random);
      requireReplicas(before, 0);
    }
  },
  /** The same where it goes on alone: two servers grant the same locks for a while. */
  SPLIT_PRIMARY(Aftermath.SPLIT) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      stopAndWake(topology, topology.primary(), random);
    }
  },
  /** An operator has the Sentinels choose another primary. */
  SWITCH_OVER(Aftermath.LOSS) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      RedisServer before = topology.primary();
      topology.switchOver();
      topology.awaitReplica(before);
    }
  },
  /** A replica is killed, and comes back. */
  KILL_REPLICA(Aftermath.NOTHING) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      RedisServer primary = topology.primary();
      RedisServer replica =
          topology.nodes().stream().filter(node -> node != primary).findFirst().orElseThrow();
      replica.kill();
      Victims.last(random, 10, 1_000);
      replica.restart();
      topology.awaitReplica(replica);
    }
  },
  /** A Sentinel is killed, and comes back. */
  KILL_SENTINEL(Aftermath.NOTHING) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      List<RedisServer> sentinels = topology.sentinels();
      RedisServer sentinel = sentinels.get(random.nextInt(sentinels.size()));
      sentinel.kill();
      Victims.last(random, 10, 1_000);
      sentinel.restart();
    }
  };

  private final Aftermath aftermath;

  SentinelFault(Aftermath aftermath) {
    this.aftermath = aftermath;
  }

  @Override
  public boolean losesData() {
    return aftermath.losesData();
  }

  @Override
  public boolean changesRoles() {
    return aftermath.changesRoles();
  }

  @Override
  public void strike(SentinelSite site, Random random) {
    long from = Losses.now();
    strike(site.topology(), random);
    aftermath.note(site.losses(), from);
  }

  abstract void strike(SentinelTopology topology, Random random);

  private static void stopAndWake(SentinelTopology topology, RedisServer primary, Random random) {
    primary.pause();
    topology.awaitSuccessor(primary);
    Victims.last(random, 10, 1_000);
    primary.resume();
    topology.awaitReplica(primary);
  }

  private static void requireReplicas(RedisServer server, int number) {
    try (Wire wire = Wire.to(server)) {
      wire.send("CONFIG", "SET", "min-replicas-to-write", "" + number);
      wire.send("CONFIG", "REWRITE"); // the Sentinels' rewriting must not bring the other back
    }
  }
}
