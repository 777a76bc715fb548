package dev.baton.internal.quorum;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.internal.time.Environment;
import dev.baton.spi.Connector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/** Servers and clients in memory, all on one thread and one clock. */
final class World implements AutoCloseable {
  final SteppedTimer timer = new SteppedTimer();
  final List<Node> nodes = new ArrayList<>();
  private final List<QuorumClient> clients = new ArrayList<>();
  private final Random dice;
  private long unique;
  private boolean closing;

  World(int size) {
    this(size, 1);
  }

  World(int size, long seed) {
    dice = new Random(seed);
    for (int i = 0; i < size; i++) {
      nodes.add(new Node(timer));
    }
  }

  /** A client that is answered at once. */
  QuorumClient client() {
    return client(() -> 0);
  }

  /** A client whose commands take a time each. */
  QuorumClient client(LongSupplier latency) {
    List<Connector> links = new ArrayList<>();
    nodes.forEach(node -> links.add(new Link(node, () -> closing ? 0 : latency.getAsLong())));
    QuorumClient client =
        new QuorumClient(
            links,
            new ClientSettings(LockOptions.defaults(), "test", Duration.ofMinutes(10), ""),
            () -> new Environment(timer, timer, Runnable::run, Runnable::run, () -> ++unique),
            dice);
    clients.add(client);
    client.quorum().connect();
    return client;
  }

  /** Between a tenth of a millisecond and two. */
  long someLatency() {
    return 100_000L + dice.nextInt(1_900_000);
  }

  /** What a try comes to. */
  static CompletableFuture<Lease> tryOnce(DistributedLock lock) {
    return lock.acquireAsync(Duration.ZERO).toCompletableFuture();
  }

  /** What a future that is complete failed with. */
  static Throwable failure(CompletableFuture<?> failed) {
    Throwable thrown = failed.handle((result, why) -> why).join();
    return thrown instanceof CompletionException e && e.getCause() != null ? e.getCause() : thrown;
  }

  void advance(Duration by) {
    timer.advance(by.toNanos());
  }

  /** How many servers have a holder of ours. */
  long votes() {
    return nodes.stream()
        .map(Node::holder)
        .filter(holder -> holder != null && !holder.equals("theirs"))
        .count();
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.fault = Node.Fault.NONE);
    closing = true;
    advance(Duration.ofSeconds(5)); // what is yet to be settled, since nobody does it afterwards
    timer.close();
    clients.forEach(QuorumClient::close);
  }
}
