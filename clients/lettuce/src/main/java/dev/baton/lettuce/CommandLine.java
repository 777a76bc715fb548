package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The connection that carries commands, all threads' together. Where a new connection may lead to
 * another server, that one is first asked whether it is a primary, and nothing else is sent until
 * it said so.
 */
final class CommandLine implements RedisConnectionStateListener {
  private static final Command ROLE = Command.of("ROLE");
  private static final byte[] PRIMARY = "master".getBytes(US_ASCII);

  /** Who is told of what happens, on the event loop. */
  interface Watcher {

    /**
     * There is a new connection, and it may be used.
     *
     * @param lostAt when the one before was lost, in nanoseconds
     */
    void onReopened(long lostAt);

    /** The connection was lost, or is closed. */
    void onLost();

    /** The server has become a replica. */
    void onReplica();
  }

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final Connections connections;
  private final Deadlines deadlines;
  private final long timeoutNanos;
  private final Watcher watcher;
  private final Reopening reopening;
  private final CompletableFuture<@Nullable Object> opened = new CompletableFuture<>();
  private volatile Keyword lastKeyword = new Keyword(new byte[0]);
  private volatile long replies;
  private volatile @Nullable Thread reader;
  private volatile boolean open;
  private volatile long lostAt = System.nanoTime();

  CommandLine(
      StatefulRedisConnection<byte[], byte[]> connection,
      Connections connections,
      Deadlines deadlines,
      long timeoutNanos,
      Watcher watcher) {
    this.connection = connection;
    this.connections = connections;
    this.deadlines = deadlines;
    this.timeoutNanos = timeoutNanos;
    this.watcher = watcher;
    this.reopening = connections.reopening();
    connection.addListener(this);
    if (connections.mayMove()) {
      askForRole();
    } else {
      open = true;
      opened.complete(null);
    }
  }

  /** Completes once commands may be sent, or with the reason why not. */
  CompletableFuture<@Nullable Object> opened() {
    return opened;
  }

  boolean isOpen() {
    return open;
  }

  private void askForRole() {
    CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    Exchange question = Exchange.first(this, ROLE.words(), reply);
    // runs on the event loop, and so before this connection is lost or after
    var unused = reply.whenComplete(this::judge);
    try {
      connection.dispatch(question);
    } catch (RuntimeException e) {
      question.completeExceptionally(e);
    }
    deadlines.watch(question);
  }

  /**
   * A server that refuses to say what it is passes for a primary: a replica refuses all that Baton
   * writes.
   */
  private void judge(@Nullable Object role, @Nullable Throwable fault) {
    boolean replica =
        role instanceof List<?> words
            && words.get(0) instanceof byte[] word
            && !Arrays.equals(word, PRIMARY);
    if (replica || fault instanceof ConnectionFault) {
      ConnectionFault why = fault instanceof ConnectionFault broken ? broken : replica();
      opened.completeExceptionally(why);
      reopening.failed(LettuceFaults.words(why));
      disconnect();
      return;
    }
    open = true;
    reopening.end();
    if (!opened.complete(null)) {
      watcher.onReopened(lostAt);
    }
  }

  private ConnectionFault replica() {
    return new ConnectionFault(
        target() + ": the server found there is a replica, or has just become one", false, null);
  }

  String target() {
    return connections.target();
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
    Thread loop = Thread.currentThread();
    if (reader != loop) {
      reader = loop;
    }
  }

  /** Whether the calling thread is the event loop of the present connection. */
  boolean isReader() {
    return reader == Thread.currentThread();
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
    if (!isUsable()) {
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
    if (!isUsable()) {
      exchanges.forEach(exchange -> exchange.completeExceptionally(disconnected()));
      return;
    }
    try {
      connection.dispatch(exchanges);
    } catch (RuntimeException e) {
      exchanges.forEach(exchange -> exchange.completeExceptionally(e));
    }
  }

  private boolean isUsable() {
    return open && connection.isOpen();
  }

  private RedisException disconnected() {
    return new RedisException("the connection is down" + reopening.why());
  }

  /** Whether a command that was not sent may yet be: not if it is known why it cannot. */
  boolean maySendAgain() {
    return isUsable() || reopening.isAwaited();
  }

  /**
   * Waits, after a command was not sent, until the connection is open again or it is known why not.
   *
   * @return false if that takes longer
   */
  boolean awaitReopened(long nanos) {
    try {
      Uninterruptible.get(reopened(), Math.max(0, nanos));
      return nanos > 0;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /** Sends a command in the place of one that was not sent, when that makes sense again. */
  void sendLater(Exchange again) {
    deadlines.watch(again);
    var unused = reopened().whenComplete((done, thrown) -> send(again));
  }

  /** After a moment where it counts as open: Lettuce tells a little before or after it is so. */
  private CompletableFuture<Void> reopened() {
    CompletableFuture<Void> outcome = reopening.outcome();
    return outcome.isDone()
        ? CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, Runnable::run))
        : outcome;
  }

  /**
   * Closes the connection, which Lettuce then opens again. Called when a command got no reply in
   * all its time and no other did either: the server hangs or, as after a lost route, is gone
   * without a word; the operating system would take a quarter of an hour to notice.
   */
  void disconnect() {
    Connections.disconnect(connection);
  }

  /** The server was the primary once: looks again where that is now. */
  void leaveReplica() {
    if (connections.leavesReplica()) {
      disconnect();
      watcher.onReplica();
    }
  }

  void close() {
    reopening.close();
    Connections.waitFor(connection.closeAsync());
  }

  @Override
  public void onRedisConnected(RedisChannelHandler<?, ?> ignored, SocketAddress address) {
    // silence before this says nothing of the new connection
    heardReply();
    if (connections.mayMove()) {
      askForRole();
    } else {
      open = true;
      reopening.end();
      watcher.onReopened(lostAt);
    }
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> ignored) {
    if (open) {
      reopening.begin();
      open = false;
      lostAt = System.nanoTime();
      watcher.onLost();
    }
  }
}
