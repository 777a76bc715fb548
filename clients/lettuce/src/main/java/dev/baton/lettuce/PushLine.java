package dev.baton.lettuce;

import dev.baton.spi.BackendListener;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The connection that carries pushed messages, opened by the first subscription. */
final class PushLine implements LettuceSubscriptions.Watcher {
  private final Connections connections;
  private final long timeoutNanos;
  private final LettuceSubscriptions subscriptions;
  private final PushProbe probe;
  private final AtomicReference<@Nullable Opening> opening = new AtomicReference<>();

  /** The connection, once it is there. */
  private static final class Opening
      extends CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> {}

  PushLine(Connections connections, BackendListener listener, long timeoutNanos) {
    this.connections = connections;
    this.timeoutNanos = timeoutNanos;
    this.subscriptions = new LettuceSubscriptions(listener, this);
    this.probe = new PushProbe(subscriptions, connections.executor(), timeoutNanos);
  }

  void subscribe(byte[] name, boolean sharded) {
    LettuceChannel channel = new LettuceChannel(name, sharded);
    CompletableFuture<LettuceChannel> answer = new CompletableFuture<>();
    CompletableFuture<LettuceChannel> earlier = subscriptions.add(channel, answer);
    if (earlier == null) {
      open().whenComplete((connection, thrown) -> ask(connection, thrown, channel, answer));
    }
    await(channel, earlier == null ? answer : earlier);
  }

  void unsubscribe(byte[] name, boolean sharded) {
    LettuceChannel channel = new LettuceChannel(name, sharded);
    if (subscriptions.giveUp(channel)) {
      present().ifPresent(connection -> end(channel, connection));
      // the others may all be back by now
      connections.executor().execute(subscriptions::settle);
    }
  }

  /** Ends a subscription; without a connection there is none, and if Lettuce renews it, it ends. */
  private void end(
      LettuceChannel channel, StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    if (connection.isOpen()) {
      subscriptions.leave(channel);
      channel
          .endAt(connection)
          .whenComplete(
              (ok, refusal) -> {
                if (refusal != null) {
                  subscriptions.left(channel);
                }
              });
    }
  }

  @Override
  public void onStray(LettuceChannel channel) {
    present().ifPresent(connection -> end(channel, connection));
  }

  @Override
  public void onReopened() {
    present().ifPresent(probe::renew);
  }

  private Optional<StatefulRedisPubSubConnection<byte[], byte[]>> present() {
    Opening opened = opening.get();
    return opened != null && opened.isDone() && !opened.isCompletedExceptionally()
        ? Optional.of(opened.join())
        : Optional.empty();
  }

  /** Whether the calling thread is the event loop of the present connection. */
  boolean isReader() {
    return subscriptions.isReader();
  }

  private void await(LettuceChannel channel, CompletableFuture<LettuceChannel> answer) {
    try {
      Uninterruptible.get(answer, timeoutNanos);
    } catch (ExecutionException | TimeoutException e) {
      if (answer.completeExceptionally(e)) {
        // a confirmation that is still to come would subscribe what nobody expects any more
        cut();
      }
      if (answer.isCompletedExceptionally()) {
        subscriptions.remove(channel, answer);
        throw connections.notSubscribed(e);
      }
    }
  }

  private CompletionStage<StatefulRedisPubSubConnection<byte[], byte[]>> open() {
    Opening created = new Opening();
    Opening earlier = opening.compareAndExchange(null, created);
    if (earlier != null) {
      return earlier;
    }
    subscriptions.noteConnected(System.nanoTime());
    connections
        .openPush()
        .whenComplete(
            (connection, thrown) -> {
              if (thrown != null) {
                opening.compareAndSet(created, null);
                created.completeExceptionally(thrown);
                return;
              }
              connection.addListener((RedisPubSubListener<byte[], byte[]>) subscriptions);
              connection.addListener((RedisConnectionStateListener) subscriptions);
              created.complete(connection);
              probe.start(connection);
            });
    return created;
  }

  private void ask(
      @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection,
      @Nullable Throwable thrown,
      LettuceChannel channel,
      CompletableFuture<LettuceChannel> answer) {
    if (connection == null || !connection.isOpen()) {
      answer.completeExceptionally(
          thrown != null ? thrown : new RedisConnectionException("the connection is down"));
    } else if (!answer.isDone()) {
      RedisFuture<Void> sent = channel.askFor(connection);
      sent.whenComplete((ok, refusal) -> fail(answer, refusal));
      // nothing to one that is done, the end of one that Lettuce would go on trying
      var unused = answer.whenComplete((ok, end) -> sent.cancel(true));
    }
  }

  private static void fail(CompletableFuture<LettuceChannel> answer, @Nullable Throwable refusal) {
    if (refusal != null) {
      answer.completeExceptionally(refusal);
    }
  }

  /** Closes the connection if it was opened before that time; Lettuce opens it again. */
  void leaveIfOlderThan(long nanoTime) {
    if (subscriptions.connectedAt() - nanoTime < 0) {
      cut();
    }
  }

  private void cut() {
    present().ifPresent(Connections::disconnect);
  }

  void close() {
    subscriptions.close();
    probe.stop();
    Opening never = new Opening();
    never.completeExceptionally(new RedisConnectionException("closed"));
    Opening last = opening.getAndSet(never);
    if (last != null) {
      var closing = last.thenCompose(StatefulConnection::closeAsync);
      // one that is still being opened is closed by the thread that opens it
      if (last.isDone()) {
        Connections.waitFor(closing);
      }
    }
  }
}
