package dev.baton.cluster;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.NodeConnector;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A Redis or Valkey Cluster as one backend: each command goes to the primary that has the slot of
 * its key, and follows the slot when that moves. {@code MOVED} and {@code ASK} never reach the
 * caller; {@code CLUSTERDOWN} does, for he knows whether to try again. What meets {@code TRYAGAIN},
 * since a part of its keys has moved, is sent again for half the command timeout.
 *
 * <p>It goes on while any of the nodes is away. Commands about keys without a primary that can be
 * reached fail with a {@link ConnectionFault} that says that they have not run.
 *
 * <p>Channels are sharded, and subscribed at the primary of their slot; that needs Redis 7 or
 * Valkey.
 */
public final class ClusterBackend implements Backend {
  private final Members members;
  private final Routes routes;
  private final Topology topology;
  private final Subscriber subscriber;
  private final Duration commandTimeout;
  private final long timeoutNanos;

  private ClusterBackend(
      Members members,
      Routes routes,
      Topology topology,
      ChannelBook book,
      Duration commandTimeout) {
    this.members = members;
    this.routes = routes;
    this.topology = topology;
    this.commandTimeout = commandTimeout;
    this.timeoutNanos = commandTimeout.toNanos();
    this.subscriber = new Subscriber(book, routes, timeoutNanos);
    topology.start(book, subscriber, timeoutNanos);
  }

  /**
   * Says of a node that is not reached that its address is not the caller's own, but the cluster's.
   */
  private static NodeConnector sayingWho(NodeConnector nodes, List<Node> seeds) {
    Set<Node> given = Set.copyOf(seeds);
    return (node, listener) -> {
      try {
        return nodes.connect(node, listener);
      } catch (ConnectionFault e) {
        if (given.contains(node)) {
          throw e;
        }
        throw new ConnectionFault(
            e.getMessage()
                + "; the cluster gives this address: if its nodes have others from here, give the"
                + " connector an address map",
            e.mayHaveRun(),
            e);
      }
    };
  }

  /**
   * Connects, waiting for a seed, and for each primary that has slots until it is connected or is
   * known not to be reachable: those are tried again in the background.
   *
   * @param seeds where nodes of the cluster may be found; one that answers is enough
   * @param nodes opens the backends
   * @param listener whom to tell of messages, lost subscriptions and reconnections. {@link
   *     BackendListener#onMoved} is called when slots have gone to other primaries
   * @return the open backend
   * @throws ServerError if no seed answers and one refused, for instance for a wrong password or
   *     since it is in no cluster
   * @throws ConnectionFault if no seed can be reached
   */
  public static Backend connect(List<Node> seeds, NodeConnector nodes, BackendListener listener) {
    RefreshSignal signal = new RefreshSignal();
    ChannelBook book = new ChannelBook(listener, signal);
    Members members =
        new Members(
            sayingWho(nodes, seeds), member -> new NodeListener(member, book, listener), signal);
    Routes routes = new Routes(members, signal);
    Topology topology = new Topology(seeds, members, routes, signal, listener);
    try {
      topology.connect();
      return new ClusterBackend(members, routes, topology, book, members.commandTimeout());
    } catch (RuntimeException e) {
      members.close();
      throw e;
    }
  }

  @Override
  public @Nullable Object execute(Command command) {
    return execute(command, routes.find(command));
  }

  /** With the node that it goes to first. */
  @Nullable Object execute(Command command, ClusterMember member) {
    long start = System.nanoTime();
    Backend open = member.ifOpen();
    if (open == null) {
      return Waits.await(new Delivery(command, member, routes, start, timeoutNanos).start());
    }
    try {
      return open.execute(command);
    } catch (ServerError e) {
      if (Redirection.isPassing(e)) {
        return Waits.await(new Delivery(command, member, routes, start, timeoutNanos).redirect(e));
      }
      member.note(e);
      throw e;
    } catch (ConnectionFault e) {
      member.note(e);
      throw e;
    }
  }

  @Override
  public CompletionStage<@Nullable Object> submit(Command command) {
    ClusterMember member;
    try {
      member = routes.find(command);
    } catch (ConnectionFault e) {
      return CompletableFuture.failedFuture(e);
    }
    return submit(command, member);
  }

  /** With the node that it goes to first. */
  CompletionStage<@Nullable Object> submit(Command command, ClusterMember member) {
    return delivery(command, member).start();
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands) {
    List<CompletionStage<@Nullable Object>> replies = new ArrayList<>(commands.size());
    Map<ClusterMember, List<Delivery>> byNode = new LinkedHashMap<>();
    for (Command command : commands) {
      try {
        ClusterMember member = routes.find(command);
        Delivery delivery = delivery(command, member);
        replies.add(delivery.reply());
        byNode.computeIfAbsent(member, any -> new ArrayList<>()).add(delivery);
      } catch (ConnectionFault e) {
        replies.add(CompletableFuture.failedFuture(e));
      }
    }
    byNode.forEach(ClusterBackend::submitAll);
    return replies;
  }

  private static void submitAll(ClusterMember member, List<Delivery> deliveries) {
    Backend open = member.ifOpen();
    if (open == null || deliveries.size() == 1) {
      for (Delivery delivery : deliveries) {
        var unused = delivery.start();
      }
      return;
    }
    deliveries.forEach(Delivery::begin);
    var answers = open.submitAll(deliveries.stream().map(Delivery::command).toList());
    for (int i = 0; i < answers.size(); i++) {
      answers.get(i).whenComplete(deliveries.get(i)::onReply);
    }
  }

  private Delivery delivery(Command command, ClusterMember member) {
    return new Delivery(command, member, routes, System.nanoTime(), timeoutNanos);
  }

  @Override
  public void subscribe(byte[] channel, boolean sharded) {
    if (!sharded) {
      throw new ServerError(
          "ERR in a cluster Baton needs sharded channels, which Redis has from version 7 on, and"
              + " Valkey; others would flood all nodes");
    }
    subscriber.subscribe(channel);
  }

  @Override
  public void unsubscribe(byte[] channel, boolean sharded) {
    subscriber.unsubscribe(channel);
  }

  @Override
  public boolean isCluster() {
    return true;
  }

  @Override
  public List<Backend> primaries() {
    return routes.map().primaries().stream()
        .<Backend>map(member -> new PrimaryView(this, member))
        .toList();
  }

  @Override
  public boolean mayWait() {
    return !Waits.isOnTimer() && members.mayWait();
  }

  @Override
  public Duration commandTimeout() {
    return commandTimeout;
  }

  @Override
  public void close() {
    topology.close();
    members.close();
  }
}
