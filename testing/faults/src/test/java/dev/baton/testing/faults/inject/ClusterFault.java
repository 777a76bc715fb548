package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.ClusterSite;
import dev.baton.testing.faults.harness.Losses;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import java.util.List;
import java.util.Random;

/** What befalls the primary of a lock's slot in a cluster, its replica, and the slot. */
public enum ClusterFault implements Injection<ClusterSite> {
  /** The primary is killed; when it returns it is a replica. */
  KILL_PRIMARY(Aftermath.LOSS) {
    @Override
    void strike(ClusterTopology topology, int slot, Random random) {
      RedisServer dead = topology.killPrimary(slot);
      topology.primary(slot);
      dead.restart();
      topology.awaitAgreement();
    }
  },
  /** The primary is killed when its replica has not heard of it for a while. */
  LOSE_PRIMARY(Aftermath.LOSS) {
    @Override
    void strike(ClusterTopology topology, int slot, Random random) {
      topology.stopReplication(slot);
      Victims.last(random, 10, 1_000);
      RedisServer dead = topology.killPrimary(slot);
      topology.resumeReplicationWithout(dead);
      topology.primary(slot);
      dead.restart();
      topology.awaitAgreement();
    }
  },
  /** The primary stands still until another has its place, and wakes as if nothing had been. */
  STOP_PRIMARY(Aftermath.LOSS) {
    @Override
    void strike(ClusterTopology topology, int slot, Random random) {
      RedisServer before = topology.primary(slot);
      before.pause();
      topology.awaitSuccessor(slot, before);
      Victims.last(random, 10, 1_000);
      before.resume();
      topology.awaitAgreement();
    }
  },
  /** The replica takes the primary's place in order, when it has all that the primary has. */
  SWITCH_OVER(Aftermath.HANDOVER) {
    @Override
    void strike(ClusterTopology topology, int slot, Random random) {
      topology.switchOver(slot);
    }
  },
  /** The slot moves to another primary at once, by one command where the servers have one. */
  MOVE_SLOT(Aftermath.NOTHING) {
    @Override
    void strike(ClusterTopology topology, int slot, Random random) {
      RedisServer to = another(topology, slot, random);
      if (topology.migratesSlots()) {
        topology.migrateSlot(slot, to);
      } else {
        topology.moveSlot(slot, to);
      }
    }
  },
  /** The slot moves, and takes its time: what was there is here, and what is new is there. */
  MOVE_SLOT_SLOWLY(Aftermath.NOTHING) {
    @Override
    void strike(ClusterTopology topology, int slot, Random random) {
      RedisServer to = another(topology, slot, random);
      RedisServer from = topology.beginMove(slot, to);
      Victims.last(random, 1, 200);
      topology.moveKeys(slot, from, to);
      Victims.last(random, 1, 1_000);
      topology.endMove(slot, from, to);
    }
  },
  /** The primary's replica is killed, and comes back. */
  KILL_REPLICA(Aftermath.NOTHING) {
    @Override
    void strike(ClusterTopology topology, int slot, Random random) {
      RedisServer replica = topology.replicaOf(topology.primary(slot));
      replica.kill();
      Victims.last(random, 10, 1_000);
      replica.restart();
      topology.awaitAgreement();
    }
  };

  private final Aftermath aftermath;

  ClusterFault(Aftermath aftermath) {
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
  public void strike(ClusterSite site, Random random) {
    long from = Losses.now();
    strike(site.topology(), site.slot(Victims.lock(site, random)), random);
    aftermath.note(site.losses(), from);
  }

  abstract void strike(ClusterTopology topology, int slot, Random random);

  private static RedisServer another(ClusterTopology topology, int slot, Random random) {
    RedisServer from = topology.primary(slot);
    List<RedisServer> others =
        topology.primaries().stream().filter(primary -> primary != from).toList();
    return others.get(random.nextInt(others.size()));
  }
}
