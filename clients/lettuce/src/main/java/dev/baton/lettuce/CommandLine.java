package dev.baton.lettuce;

import dev.baton.spi.BackendListener;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;

/** The connection that carries commands, all threads' together. */
final class CommandLine implements RedisConnectionStateListener {
  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final String target;
  private final BackendListener listener;
  private final long timeoutNanos;
  private volatile Keyword lastKeyword = new Keyword(new byte[0]);
  private volatile long replies;

  CommandLine(
      StatefulRedisConnection<byte[], byte[]> connection,
      String target,
      BackendListener listener,
      long timeoutNanos) {
    this.connection = connection;
    this.target = target;
    this.listener = listener;
    this.timeoutNanos = timeoutNanos;
    connection.addListener(this);
  }

  String target() {
    return target;
  }

  long timeoutNanos() {
    return timeoutNanos;
  }

  /** How many replies have come; two equal readings mean silence in between. */
  long replies() {
    return replies;
  }

  // only ever the event loop of the present connection
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void heardReply() {
    replies++;
  }

  /** The name as Lettuce wants it, without a new object while one command follows its like. */
  Keyword keyword(byte[] name) {
    Keyword last = lastKeyword;
    if (!Arrays.equals(last.getBytes(), name)) {
      last = new Keyword(name);
      lastKeyword = last;
    }
    return last;
  }

  void send(Exchange exchange) {
    if (!connection.isOpen()) {
      exchange.completeExceptionally(disconnected());
      return;
    }
    try {
      connection.dispatch(exchange);
    } catch (RuntimeException e) {
      exchange.completeExceptionally(e);
    }
  }

  /** Sends all with one flush. */
  void send(List<Exchange> exchanges) {
    if (!connection.isOpen()) {
      exchanges.forEach(exchange -> exchange.completeExceptionally(disconnected()));
      return;
    }
    try {
      connection.dispatch(exchanges);
    } catch (RuntimeException e) {
      exchanges.forEach(exchange -> exchange.completeExceptionally(e));
    }
  }

  private static RedisException disconnected() {
    return new RedisException("the connection is down");
  }

  /**
   * Closes the connection, which Lettuce then opens again. Called when a command got no reply in
   * all its time and no other did either: the server hangs or, as after a lost route, is gone
   * without a word; the operating system would take a quarter of an hour to notice.
   */
  void disconnect() {
    Connections.disconnect(connection);
  }

  void close() {
    Connections.waitFor(connection.closeAsync());
  }

  @Override
  public void onRedisConnected(RedisChannelHandler<?, ?> ignored, SocketAddress address) {
    // silence before this says nothing of the new connection
    heardReply();
    listener.onReconnected();
  }
}
