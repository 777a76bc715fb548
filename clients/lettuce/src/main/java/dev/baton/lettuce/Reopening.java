package dev.baton.lettuce;

import dev.baton.spi.ServerAddress.Node;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * A lost connection that Lettuce opens again: when that is done, and why it was not done so far,
 * which Lettuce tells on its event bus only.
 */
final class Reopening {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final @Nullable Node server;
  private final Disposable subscription;
  private final AtomicReference<CompletableFuture<Void>> present = new AtomicReference<>(DONE);
  private final AtomicInteger unexplained = new AtomicInteger();
  private volatile @Nullable String refusal;
  private volatile boolean closed;

  /**
   * @param server whose connection it is, where the bus has news of others; null for the only one
   */
  Reopening(EventBus bus, @Nullable Node server) {
    this.server = server;
    this.subscription =
        bus.get()
            .ofType(ReconnectFailedEvent.class)
            .filter(event -> isOurs(event.remoteAddress()))
            .subscribe(event -> failed(event.getCause()));
  }

  private boolean isOurs(@Nullable SocketAddress remote) {
    return server == null
        || !(remote instanceof InetSocketAddress address)
        || (address.getPort() == server.port()
            && (address.getHostString().equals(server.host())
                || (address.getAddress() != null
                    && address.getAddress().getHostAddress().equals(server.host()))));
  }

  /** The connection was lost. */
  void begin() {
    present.compareAndSet(DONE, new CompletableFuture<>());
  }

  /** There is another. */
  void end() {
    refusal = null;
    unexplained.set(0);
    present.getAndSet(DONE).complete(null);
  }

  /** Lettuce did not open it, for this time; without a reason, one is expected of the next. */
  private void failed(@Nullable Throwable cause) {
    if (cause != null
        && (!LettuceFaults.saysNothing(cause)
            || unexplained.incrementAndGet() >= LettuceFaults.MOST_UNEXPLAINED)) {
      failed(LettuceFaults.words(cause));
    }
  }

  /** It was not opened, for this time. */
  void failed(String why) {
    CompletableFuture<Void> awaited = outcome();
    if (awaited != DONE) {
      refusal = why;
      awaited.complete(null);
    }
  }

  /** Completes when the connection is open, or why it could not be opened is known. */
  CompletableFuture<Void> outcome() {
    return Objects.requireNonNull(present.get());
  }

  /** Whether it may be opened yet, for all that is known. */
  boolean isAwaited() {
    return refusal == null && !closed;
  }

  /** Why it could not be opened, last; nothing if that is not known. */
  String why() {
    String known = refusal;
    return known == null ? "" : ": " + known;
  }

  void close() {
    closed = true;
    subscription.dispose();
    end();
  }
}
