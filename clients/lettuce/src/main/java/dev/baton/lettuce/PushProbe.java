package dev.baton.lettuce;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Finds a push connection that is dead without having been closed: the other end was switched off,
 * or a firewall forgot the connection. Nothing is ever written there, so the operating system would
 * not notice for hours. After some silence, asks for a confirmation; if none comes, cuts the
 * connection, so that Lettuce opens it again. Also asks again for what Lettuce failed to subscribe
 * after a reconnect.
 *
 * <p>The question is a subscription that exists already: under RESP2 Lettuce takes a sharded
 * message for the reply to a {@code PING}, and loses it.
 */
final class PushProbe {
  private final LettuceSubscriptions subscriptions;
  private final ScheduledExecutorService executor;
  private final long timeoutNanos;
  private volatile boolean stopped;
  private boolean asked;

  PushProbe(
      LettuceSubscriptions subscriptions, ScheduledExecutorService executor, long timeoutNanos) {
    this.subscriptions = subscriptions;
    this.executor = executor;
    this.timeoutNanos = timeoutNanos;
  }

  void start(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    lookAgain(connection);
  }

  void stop() {
    stopped = true;
  }

  private void lookAgain(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    if (stopped) {
      return;
    }
    // 5 seconds with the default command timeout of 2
    long pause = asked ? timeoutNanos : timeoutNanos / 2 * 5;
    try {
      var unused = executor.schedule(() -> look(connection), pause, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      stopped = true;
    }
  }

  private void look(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    boolean silent = !subscriptions.heardSomething();
    if (!connection.isOpen()) {
      asked = false;
    } else if (silent && asked) {
      asked = false;
      Connections.disconnect(connection);
    } else {
      Set<LettuceChannel> missing = subscriptions.missing();
      Set<LettuceChannel> inDoubt = missing.isEmpty() && silent ? subscriptions.anyOne() : missing;
      inDoubt.forEach(channel -> ask(channel, connection));
      asked = !inDoubt.isEmpty();
    }
    lookAgain(connection);
  }

  /**
   * Asks for each sharded channel by itself. Lettuce asks for all in one command, which a cluster
   * refuses where they are in several slots, and keeps to itself that it was refused.
   */
  void renew(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    subscriptions.missing().stream()
        .filter(LettuceChannel::sharded)
        .forEach(channel -> ask(channel, connection));
  }

  private void ask(
      LettuceChannel channel, StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    channel
        .askFor(connection)
        .whenComplete(
            (ok, refusal) -> {
              subscriptions.hear(); // a refusal is a sign of life, too
              if (refusal != null && LettuceFaults.isElsewhere(refusal)) {
                subscriptions.end(channel);
              }
            });
  }
}
