package dev.baton.lettuce;

import dev.baton.spi.BackendListener;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
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
final class LettuceSubscriptions extends RedisPubSubAdapter<byte[], byte[]>
    implements RedisConnectionStateListener {
  private final BackendListener listener;
  private final Map<LettuceChannel, CompletableFuture<LettuceChannel>> answers =
      new ConcurrentHashMap<>();
  private final Set<LettuceChannel> missing = ConcurrentHashMap.newKeySet();

  /** Given up, and how many confirmations of that are still to come. */
  private final Map<LettuceChannel, Integer> leaving = new ConcurrentHashMap<>();

  private final AtomicBoolean lost = new AtomicBoolean();
  private volatile boolean heard;
  private volatile @Nullable Thread reader;
  private volatile boolean closed;
  private volatile long connectedAt;
  private final Watcher watcher;

  /** Who acts on what the books show, on the event loop. */
  interface Watcher {

    /** A channel was subscribed that nobody wants. */
    void onStray(LettuceChannel channel);

    /** There is a new connection, on which channels are missing. */
    void onReopened();
  }

  LettuceSubscriptions(BackendListener listener, Watcher watcher) {
    this.listener = listener;
    this.watcher = watcher;
  }

  /**
   * Books a channel.
   *
   * @return the answer of an earlier booking, or null if this is the first
   */
  @Nullable CompletableFuture<LettuceChannel> add(
      LettuceChannel channel, CompletableFuture<LettuceChannel> answer) {
    return answers.putIfAbsent(channel, answer);
  }

  /** Forgets a channel that was not confirmed. */
  void remove(LettuceChannel channel, CompletableFuture<LettuceChannel> answer) {
    answers.remove(channel, answer);
  }

  /**
   * Forgets a channel that is not wanted any more; who still waits for it gets a fault.
   *
   * @return whether it was in the books
   */
  boolean giveUp(LettuceChannel channel) {
    CompletableFuture<LettuceChannel> answer = answers.remove(channel);
    missing.remove(channel);
    if (answer != null) {
      answer.completeExceptionally(new RedisException("given up before it was confirmed"));
    }
    return answer != null;
  }

  /** A channel is about to be ended on the server. */
  void leave(LettuceChannel channel) {
    leaving.merge(channel, 1, Integer::sum);
  }

  /**
   * The server has ended a channel, or has refused to.
   *
   * @return whether it was asked to
   */
  boolean left(LettuceChannel channel) {
    boolean[] asked = {false};
    leaving.computeIfPresent(
        channel,
        (ignored, count) -> {
          asked[0] = true;
          return count == 1 ? null : count - 1;
        });
    return asked[0];
  }

  /** A channel that was confirmed once is not served here any more. */
  void end(LettuceChannel channel) {
    CompletableFuture<LettuceChannel> answer = answers.get(channel);
    if (answer != null && isConfirmation(answer) && answers.remove(channel, answer)) {
      missing.remove(channel);
      listener.onUnsubscribed(channel.name());
      settle();
    }
  }

  /** Tells that nothing is missing any more, if that is news. */
  void settle() {
    if (missing.isEmpty() && lost.compareAndSet(true, false)) {
      listener.onResubscribed();
    }
  }

  /** What was subscribed, but not again since the last loss. */
  Set<LettuceChannel> missing() {
    return Set.copyOf(missing);
  }

  /** One of the channels that were confirmed, if there is any. */
  Set<LettuceChannel> anyOne() {
    return confirmed().limit(1).collect(Collectors.toSet());
  }

  private Stream<LettuceChannel> confirmed() {
    return answers.entrySet().stream()
        .filter(entry -> isConfirmation(entry.getValue()))
        .map(Map.Entry::getKey);
  }

  private static boolean isConfirmation(CompletableFuture<LettuceChannel> answer) {
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

  /** Whether the calling thread is the event loop of the present connection. */
  boolean isReader() {
    return reader == Thread.currentThread();
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
    if (!missing.isEmpty()) {
      watcher.onReopened();
    }
  }

  private void heardHere() {
    heard = true;
    Thread loop = Thread.currentThread();
    if (reader != loop) {
      reader = loop;
    }
  }

  @Override
  public void message(byte[] channel, byte[] message) {
    heardHere();
    listener.onMessage(message);
  }

  @Override
  public void smessage(byte[] channel, byte[] message) {
    message(channel, message);
  }

  @Override
  public void subscribed(byte[] channel, long count) {
    confirm(new LettuceChannel(channel, false));
  }

  @Override
  public void ssubscribed(byte[] channel, long count) {
    confirm(new LettuceChannel(channel, true));
  }

  @Override
  public void unsubscribed(byte[] channel, long count) {
    confirmEnd(new LettuceChannel(channel, false));
  }

  @Override
  public void sunsubscribed(byte[] channel, long count) {
    confirmEnd(new LettuceChannel(channel, true));
  }

  private void confirm(LettuceChannel channel) {
    heardHere();
    CompletableFuture<LettuceChannel> answer = answers.get(channel);
    if (answer != null) {
      answer.complete(channel);
    } else if (!leaving.containsKey(channel)) {
      watcher.onStray(channel);
    }
    if (missing.remove(channel)) {
      settle();
    }
  }

  private void confirmEnd(LettuceChannel channel) {
    heardHere();
    if (!left(channel)) {
      end(channel);
    }
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    leaving.clear();
    confirmed().forEach(missing::add);
    // Lettuce tells of every attempt to reconnect that came to nothing, too
    if (!missing.isEmpty() && !closed && lost.compareAndSet(false, true)) {
      listener.onSubscriptionLost();
    }
  }
}
