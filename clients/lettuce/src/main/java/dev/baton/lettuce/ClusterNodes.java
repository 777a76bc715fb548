package dev.baton.lettuce;

import dev.baton.cluster.ClusterBackend;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.NodeConnector;
import dev.baton.spi.ServerAddress.Node;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Connects to the nodes of a cluster, to all on one client, which ends with the cluster. */
final class ClusterNodes implements NodeConnector {
  private final OwnClient own;
  private final List<Node> seeds;
  private final Function<Node, RedisURI> uris;
  private final Duration commandTimeout;

  private ClusterNodes(
      OwnClient own, List<Node> seeds, Function<Node, RedisURI> uris, Duration commandTimeout) {
    this.own = own;
    this.seeds = seeds;
    this.uris = uris;
    this.commandTimeout = commandTimeout;
  }

  static ClusterNodes of(
      OwnClient own, List<Node> seeds, Function<Node, RedisURI> uris, Duration commandTimeout) {
    return new ClusterNodes(own, seeds, uris, commandTimeout);
  }

  /** As the application's client knows them, which asks its cluster if it has not done so yet. */
  static ClusterNodes of(RedisClusterClient client, String target, Duration commandTimeout) {
    List<RedisURI> known;
    try {
      known = client.getPartitions().stream().map(each -> each.getUri()).toList();
    } catch (RedisException e) {
      throw LettuceFaults.connecting(target, /* named= */ false, e);
    }
    List<Node> seeds = known.stream().map(uri -> new Node(uri.getHost(), uri.getPort())).toList();
    return new ClusterNodes(
        OwnClient.on(client.getResources(), client.getOptions()),
        seeds,
        node -> at(node, known.get(0), commandTimeout),
        commandTimeout);
  }

  /** The command timeout is for the handshake: a node that is silent must not cost a minute. */
  private static RedisURI at(Node node, RedisURI likeness, Duration commandTimeout) {
    return RedisURI.builder(likeness)
        .withHost(node.host())
        .withPort(node.port())
        .withTimeout(commandTimeout)
        .build();
  }

  @Override
  public Backend connect(Node node, BackendListener listener) {
    Connections connections = Connections.node(own.client(), uris.apply(node), node);
    return LettuceBackend.connect(connections, listener, commandTimeout);
  }

  /** Connects to the cluster, as {@link dev.baton.spi.Connector#connect} does. */
  Backend connectAll(BackendListener listener) {
    try {
      return new OwningBackend(ClusterBackend.connect(seeds, this, listener), own);
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }
}
