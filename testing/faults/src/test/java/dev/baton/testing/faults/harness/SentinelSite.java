package dev.baton.testing.faults.harness;

import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A primary with two replicas, and three Sentinels that watch them. */
public final class SentinelSite extends Site {
  private final SentinelTopology topology;

  /** Takes over servers that were started for it. */
  public SentinelSite(SentinelTopology topology) throws IOException {
    super(topology.uri());
    this.topology = topology;
  }

  public SentinelTopology topology() {
    return topology;
  }

  @Override
  Set<WantedLock> grantable() {
    return EnumSet.allOf(WantedLock.class);
  }

  @Override
  public RedisServer primary(WantedLock lock) {
    return topology.primary();
  }

  @Override
  List<RedisServer> primaries() {
    return List.of(topology.primary());
  }

  @Override
  public void close() throws IOException {
    super.close();
    topology.close();
  }
}
