package dev.baton.cluster;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.NodeConnector;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The backend to one node, opened when it is first wanted, on a thread of its own: nobody else
 * waits for a node that does not answer. After a failure the next who wants it tries again.
 */
final class LazyBackend {
  private final Node node;
  private final NodeConnector connector;
  private final BackendListener listener;
  private final AtomicReference<@Nullable CompletableFuture<Backend>> opening =
      new AtomicReference<>();
  private volatile @Nullable Backend open;
  private volatile boolean closed;

  LazyBackend(Node node, NodeConnector connector, BackendListener listener) {
    this.node = node;
    this.connector = connector;
    this.listener = listener;
  }

  /** The backend; null until it is open, and once it is closed. */
  @Nullable Backend ifOpen() {
    return open;
  }

  /**
   * Opens it unless that is done or under way. Does not wait.
   *
   * @return fails with a ServerError, or with a ConnectionFault that says that nothing has run
   */
  CompletableFuture<Backend> open() {
    while (true) {
      CompletableFuture<Backend> present = opening.get();
      if (present != null && (closed || !present.isCompletedExceptionally())) {
        return present;
      }
      CompletableFuture<Backend> fresh = new CompletableFuture<>();
      if (opening.compareAndSet(present, fresh)) {
        if (closed) {
          fresh.completeExceptionally(unreachable("is not connected to any more", null));
        } else {
          Waits.start("baton-cluster-connect", () -> connect(fresh));
        }
        return fresh;
      }
    }
  }

  /** Opens it likewise, and goes on with the backend, or with what {@link #open} fails with. */
  void whenOpen(BiConsumer<@Nullable Backend, @Nullable Throwable> next) {
    var unused = open().whenComplete(next);
  }

  private void connect(CompletableFuture<Backend> result) {
    try {
      Backend connected = connector.connect(node, listener);
      open = connected; // first, for those whom the completion sets going
      if (!result.complete(connected)) {
        open = null;
        connected.close();
      }
    } catch (ServerError e) {
      result.completeExceptionally(e);
    } catch (BackendFault e) {
      result.completeExceptionally(unreachable("cannot be reached: " + e.getMessage(), e));
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(unreachable("could not be connected to", e));
    }
  }

  private ConnectionFault unreachable(String why, @Nullable Throwable cause) {
    return new ConnectionFault("cluster node " + node + " " + why, /* mayHaveRun= */ false, cause);
  }

  /** Closes it, or keeps it from being opened; who waits for that fails. */
  void close() {
    closed = true;
    CompletableFuture<Backend> last = open();
    open = null;
    if (!last.completeExceptionally(unreachable("is not connected to any more", null))
        && !last.isCompletedExceptionally()) {
      last.join().close();
    }
  }
}
