package dev.baton.lettuce;

import dev.baton.spi.BackendListener;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The books of the push connection: what is subscribed, and what is not again since it was lost.
 *
 * <p>Lettuce subscribes anew after a reconnect, but tells nobody when that is done or that it
 * failed. Here the confirmations are counted. They and the losses come from the connection's event
 * loop, one after the other.
 */
final class Subscriptions extends RedisPubSubAdapter<byte[], byte[]>
    implements RedisConnectionStateListener {
  private final BackendListener listener;
  private final Map<Channel, CompletableFuture<Channel>> answers = new ConcurrentHashMap<>();
  private final Set<Channel> missing = ConcurrentHashMap.newKeySet();
  private volatile boolean lost;
  private volatile boolean heard;
  private volatile boolean closed;
  private volatile long connectedAt;

  Subscriptions(BackendListener listener) {
    this.listener = listener;
  }

  /**
   * Books a channel.
   *
   * @return the answer of an earlier booking, or null if this is the first
   */
  @Nullable CompletableFuture<Channel> add(Channel channel, CompletableFuture<Channel> answer) {
    return answers.putIfAbsent(channel, answer);
  }

  /** Forgets a channel that was not confirmed. */
  void remove(Channel channel, CompletableFuture<Channel> answer) {
    answers.remove(channel, answer);
  }

  /** What was subscribed, but not again since the last loss. */
  Set<Channel> missing() {
    return Set.copyOf(missing);
  }

  /** One of the channels that were confirmed, if there is any. */
  Set<Channel> anyOne() {
    return confirmed().limit(1).collect(Collectors.toSet());
  }

  private Stream<Channel> confirmed() {
    return answers.entrySet().stream()
        .filter(entry -> isConfirmation(entry.getValue()))
        .map(Map.Entry::getKey);
  }

  private static boolean isConfirmation(CompletableFuture<Channel> answer) {
    return answer.isDone() && !answer.isCompletedExceptionally();
  }

  /** Whether anything has come since the last call. */
  boolean heardSomething() {
    boolean result = heard;
    heard = false;
    return result;
  }

  void hear() {
    heard = true;
  }

  void close() {
    closed = true;
  }

  /** Since when the present connection is open, or before that the last one was. */
  long connectedAt() {
    return connectedAt;
  }

  void noteConnected(long nanoTime) {
    connectedAt = nanoTime;
  }

  @Override
  public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
    noteConnected(System.nanoTime());
  }

  @Override
  public void message(byte[] channel, byte[] message) {
    heard = true;
    listener.onMessage(message);
  }

  @Override
  public void smessage(byte[] channel, byte[] message) {
    message(channel, message);
  }

  @Override
  public void subscribed(byte[] channel, long count) {
    confirm(new Channel(channel, false));
  }

  @Override
  public void ssubscribed(byte[] channel, long count) {
    confirm(new Channel(channel, true));
  }

  private void confirm(Channel channel) {
    heard = true;
    CompletableFuture<Channel> answer = answers.get(channel);
    if (answer != null) {
      answer.complete(channel);
    }
    if (missing.remove(channel) && missing.isEmpty()) {
      lost = false;
      listener.onResubscribed();
    }
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    confirmed().forEach(missing::add);
    // Lettuce tells of every attempt to reconnect that came to nothing, too
    if (!missing.isEmpty() && !lost && !closed) {
      lost = true;
      listener.onSubscriptionLost();
    }
  }
}
