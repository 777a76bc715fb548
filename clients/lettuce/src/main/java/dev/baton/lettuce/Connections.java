package dev.baton.lettuce;

import dev.baton.spi.BackendFault;
import dev.baton.spi.ServerAddress.Node;
import io.lettuce.core.CommandListenerWriter;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandExpiryWriter;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens connections: on a client of our own, which ends with them, or on the application's. */
final class Connections {
  private static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;
  private static final long CLOSE_SECONDS = 2;

  private final RedisClient client;
  private final @Nullable RedisURI uri;
  private final String target;
  private final boolean moving;
  private final boolean leavesReplica;
  private final @Nullable OwnClient own;

  private Connections(
      RedisClient client,
      @Nullable RedisURI uri,
      String target,
      boolean moving,
      boolean leavesReplica,
      @Nullable OwnClient own) {
    this.client = client;
    this.uri = uri;
    this.target = target;
    this.moving = moving;
    this.leavesReplica = leavesReplica;
    this.own = own;
  }

  /** On the application's client; without a URI, to the one that the client was made with. */
  static Connections on(RedisClient client, @Nullable RedisURI uri, String target) {
    boolean moving = uri == null || !uri.getSentinels().isEmpty();
    return new Connections(client, uri, target, moving, true, null);
  }

  /** On a client of our own, which ends with them. */
  static Connections own(OwnClient client, RedisURI uri, String target) {
    return new Connections(
        client.client(), uri, target, !uri.getSentinels().isEmpty(), true, client);
  }

  /** To a node of a cluster, primary or not, on a client that ends later. */
  static Connections node(RedisClient client, RedisURI uri, Node node) {
    return new Connections(client, uri, node.toString(), false, false, null);
  }

  /** Whether the next connection may lead to another server. */
  boolean mayMove() {
    return moving;
  }

  /** Whether a server that turns out to be a replica is left, to be connected to anew. */
  boolean leavesReplica() {
    return leavesReplica;
  }

  String target() {
    return target;
  }

  /** One of them was not opened. */
  BackendFault notOpened(Throwable thrown) {
    return LettuceFaults.connecting(target, areNamed(), thrown);
  }

  /** A subscription was not confirmed. */
  BackendFault notSubscribed(Throwable thrown) {
    return LettuceFaults.subscribing(target, areNamed(), thrown);
  }

  /** Whether Sentinels name the server, and an address map of ours could put that right. */
  private boolean areNamed() {
    return own != null && uri != null && !uri.getSentinels().isEmpty();
  }

  ScheduledExecutorService executor() {
    return client.getResources().eventExecutorGroup();
  }

  /** The news of reconnections, of this server among others. */
  Reopening reopening() {
    RedisURI known = uri;
    boolean among = own == null && known != null && known.getSentinels().isEmpty();
    Node server =
        known == null || !among || known.getHost() == null
            ? null
            : new Node(known.getHost(), known.getPort());
    return new Reopening(client.getResources().eventBus(), server);
  }

  /** Whether the calling thread is one of that executor. */
  boolean isExecutor() {
    if (!(Thread.currentThread() instanceof FastThreadLocalThread)) {
      return false;
    }
    for (EventExecutor each : client.getResources().eventExecutorGroup()) {
      if (each.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  CompletableFuture<StatefulRedisConnection<byte[], byte[]>> openCommands() {
    return uri == null
        ? onThread(() -> client.connect(CODEC))
        : opening(() -> client.connectAsync(CODEC, uri));
  }

  CompletionStage<StatefulRedisPubSubConnection<byte[], byte[]>> openPush() {
    return uri == null
        ? onThread(() -> client.connectPubSub(CODEC))
        : opening(() -> client.connectPubSubAsync(CODEC, uri));
  }

  private static <T> CompletableFuture<T> opening(Supplier<? extends CompletionStage<T>> open) {
    try {
      return open.get().toCompletableFuture();
    } catch (RuntimeException e) {
      // what Lettuce does when the client was closed
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Lettuce opens connections without blocking only where it is given the URI, and its blocking way
   * forgets a half-open connection when it is interrupted. None of Lettuce's threads may be used:
   * what ends the wait could be in that thread's queue.
   */
  private static <T> CompletableFuture<T> onThread(Supplier<T> open) {
    return CompletableFuture.supplyAsync(
        open, task -> LettuceThreads.daemon("baton-lettuce-connect", task).start());
  }

  /** Cuts a connection; Lettuce opens it again. */
  static void disconnect(StatefulConnection<?, ?> connection) {
    if (!(connection instanceof RedisChannelHandler<?, ?> handler)) {
      return;
    }
    RedisChannelWriter writer = handler.getChannelWriter();
    if (writer instanceof CommandListenerWriter outer) {
      writer = outer.getDelegate();
    }
    if (writer instanceof CommandExpiryWriter outer) {
      writer = outer.getDelegate();
    }
    if (writer instanceof DefaultEndpoint endpoint) {
      endpoint.disconnect();
    }
  }

  /** Closes the client and ends its threads, if it is ours. */
  void close() {
    if (own != null) {
      own.close();
    }
  }

  /** Waits a little for something to be closed. */
  static void waitFor(CompletableFuture<?> closing) {
    try {
      Uninterruptible.get(closing, TimeUnit.SECONDS.toNanos(CLOSE_SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      // it is being closed all the same, and there is nobody who could do more
    }
  }
}
