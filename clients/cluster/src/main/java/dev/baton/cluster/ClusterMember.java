package dev.baton.cluster;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.NodeConnector;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node of the cluster: its backend, and whether it answers. */
final class ClusterMember {
  private static final Command PING = Command.of("PING");

  private final Node node;
  private final RefreshSignal signal;
  private final LazyBackend backend;
  private final AskLine askLine;
  private final AtomicBoolean probing = new AtomicBoolean();
  private volatile boolean suspect;
  private volatile long neededAt = System.nanoTime();

  ClusterMember(
      Node node,
      NodeConnector connector,
      Function<ClusterMember, BackendListener> listeners,
      RefreshSignal signal) {
    this.node = node;
    this.signal = signal;
    this.backend = new LazyBackend(node, connector, listeners.apply(this));
    this.askLine = new AskLine(new LazyBackend(node, connector, BackendListener.DEAF));
  }

  Node node() {
    return node;
  }

  /** The backend; null until it is open. */
  @Nullable Backend ifOpen() {
    return backend.ifOpen();
  }

  /** Opens the backend unless that is done or under way. Does not wait. */
  CompletableFuture<Backend> open() {
    return backend.open();
  }

  /** Opens it likewise, and goes on with the backend, or with why there is none. */
  void whenOpen(BiConsumer<@Nullable Backend, @Nullable Throwable> next) {
    backend.whenOpen(next);
  }

  /** Where commands go that the node was named for by {@code ASK}. */
  AskLine askLine() {
    needed();
    return askLine;
  }

  /** Whether it is connected, and has answered since it last failed to. */
  boolean isUp() {
    return backend.ifOpen() != null && !suspect;
  }

  /** Notes what a command of this node failed with, and has the map refreshed if need be. */
  void note(BackendFault fault) {
    if (fault instanceof ConnectionFault
        || (fault instanceof ServerError error && error.code().equals("CLUSTERDOWN"))) {
      suspect = true;
      signal.raise();
    }
  }

  /** It has answered, or its connection is back. */
  void onAnswer() {
    suspect = false;
  }

  /** Opens it, or asks whether it answers again, if that is not known. Does not wait. */
  void probe() {
    if (isUp() || !probing.compareAndSet(false, true)) {
      return;
    }
    whenOpen(
        (opened, thrown) -> {
          if (opened == null || !suspect) {
            probing.set(false);
            return;
          }
          opened
              .submit(PING)
              .whenComplete(
                  (reply, refusal) -> {
                    suspect = refusal != null && Waits.fault(refusal) instanceof ConnectionFault;
                    probing.set(false);
                  });
        });
  }

  /** Notes that it is needed now. */
  void needed() {
    neededAt = System.nanoTime();
  }

  /** Whether it was needed within that time. */
  boolean wasNeededWithin(long nanos) {
    return System.nanoTime() - neededAt <= nanos;
  }

  void close() {
    askLine.close();
    backend.close();
  }

  /** The address. */
  @Override
  public String toString() {
    return node.toString();
  }
}
