package dev.baton.spi.cluster;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.NodeConnector;
import dev.baton.spi.ServerAddress;
import java.util.List;

/** The first seed only, for now. */
public final class ClusterBackend {
  private ClusterBackend() {}

  /** The first seed only, for now. */
  public static Backend connect(
      List<ServerAddress.Node> seeds, NodeConnector nodes, BackendListener listener) {
    return nodes.connect(seeds.get(0), listener);
  }
}
