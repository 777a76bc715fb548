package dev.baton.testing.faults.harness;

import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A cluster of three primaries with a replica each. */
public final class ClusterSite extends Site {
  private final ClusterTopology topology;
  private final Map<WantedLock, Integer> slots = new EnumMap<>(WantedLock.class);

  /** Takes over servers that were started for it. */
  public ClusterSite(ClusterTopology topology) throws IOException {
    super(topology.uri());
    this.topology = topology;
    try (Wire wire = Wire.to(topology.seeds().get(0))) {
      for (WantedLock lock : grantable()) {
        slots.put(lock, ((Long) wire.send("CLUSTER", "KEYSLOT", lock.key())).intValue());
      }
    }
  }

  public ClusterTopology topology() {
    return topology;
  }

  /** The slot of a lock. */
  public int slot(WantedLock lock) {
    return Objects.requireNonNull(slots.get(lock));
  }

  @Override
  Set<WantedLock> grantable() {
    return EnumSet.allOf(WantedLock.class);
  }

  @Override
  public RedisServer primary(WantedLock lock) {
    return topology.primary(slot(lock));
  }

  @Override
  List<RedisServer> primaries() {
    return topology.primaries();
  }

  @Override
  public void close() throws IOException {
    super.close();
    topology.close();
  }
}
