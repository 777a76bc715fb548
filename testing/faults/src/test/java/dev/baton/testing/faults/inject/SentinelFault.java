package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.Losses;
import dev.baton.testing.faults.harness.SentinelSite;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;
import java.util.List;
import java.util.Random;

/** What befalls a primary that Sentinels watch, its replicas and the Sentinels. */
public enum SentinelFault implements Injection<SentinelSite> {
  /** The primary is killed; when it returns it is a replica. */
  KILL_PRIMARY(true) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      RedisServer dead = topology.killPrimary();
      topology.primary();
      dead.restart();
      topology.awaitReplica(dead);
    }
  },
  /** The primary is killed when no replica has heard of it for a while. */
  LOSE_PRIMARY(true) {
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
  /** The primary stands still until another has its place, and wakes as if nothing had been. */
  STOP_PRIMARY(true) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      RedisServer before = topology.primary();
      before.pause();
      topology.awaitSuccessor(before);
      Victims.last(random, 10, 1_000);
      before.resume();
      topology.awaitReplica(before);
    }
  },
  /** An operator has the Sentinels choose another primary. */
  SWITCH_OVER(true) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      RedisServer before = topology.primary();
      topology.switchOver();
      topology.awaitReplica(before);
    }
  },
  /** A replica is killed, and comes back. */
  KILL_REPLICA(false) {
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
  KILL_SENTINEL(false) {
    @Override
    void strike(SentinelTopology topology, Random random) {
      List<RedisServer> sentinels = topology.sentinels();
      RedisServer sentinel = sentinels.get(random.nextInt(sentinels.size()));
      sentinel.kill();
      Victims.last(random, 10, 1_000);
      sentinel.restart();
    }
  };

  private final boolean losesData;

  SentinelFault(boolean losesData) {
    this.losesData = losesData;
  }

  @Override
  public boolean losesData() {
    return losesData;
  }

  @Override
  public boolean changesRoles() {
    return losesData;
  }

  @Override
  public void strike(SentinelSite site, Random random) {
    long from = Losses.now();
    strike(site.topology(), random);
    if (losesData) {
      site.losses().since(from);
    }
  }

  abstract void strike(SentinelTopology topology, Random random);
}
