package dev.baton.lettuce;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One connection for commands, one for pushed messages, and nothing to decide. */
final class LettuceBackend implements Backend, CommandLine.Watcher {

  private final Connections connections;
  private final BackendListener listener;
  private final Duration commandTimeout;
  private final CommandLine commands;
  private final PushLine pushes;
  private final Deadlines deadlines;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LettuceBackend(
      Connections connections,
      StatefulRedisConnection<byte[], byte[]> connection,
      BackendListener listener,
      Duration commandTimeout) {
    this.connections = connections;
    this.commandTimeout = commandTimeout;
    this.listener = listener;
    this.deadlines = new Deadlines(connections.executor());
    this.pushes = new PushLine(connections, listener, commandTimeout.toNanos());
    this.commands =
        new CommandLine(connection, connections, deadlines, commandTimeout.toNanos(), this);
  }

  @Override
  public void onReopened(long lostAt) {
    if (connections.mayMove()) {
      pushes.leaveIfOlderThan(lostAt);
    }
    listener.onReconnected();
  }

  @Override
  public void onLost() {
    if (!closed.get()) {
      listener.onDisconnected();
    }
  }

  @Override
  public void onReplica() {
    pushes.leaveIfOlderThan(System.nanoTime());
  }

  /** Opens the command connection; within which time is a matter of the client's options. */
  static LettuceBackend connect(
      Connections connections, BackendListener listener, Duration commandTimeout) {
    for (int attempt = 1; ; attempt++) {
      try {
        var connection = Uninterruptible.get(connections.openCommands(), Long.MAX_VALUE);
        LettuceBackend backend =
            new LettuceBackend(connections, connection, listener, commandTimeout);
        backend.awaitOpen();
        return backend;
      } catch (ExecutionException | TimeoutException e) {
        if (!LettuceFaults.saysNothing(e) || attempt == LettuceFaults.MOST_UNEXPLAINED) {
          connections.close();
          throw connections.notOpened(e);
        }
      }
    }
  }

  private void awaitOpen() throws ExecutionException, TimeoutException {
    try {
      Uninterruptible.get(commands.opened(), Long.MAX_VALUE);
    } catch (ExecutionException | TimeoutException e) {
      commands.close();
      throw e;
    }
  }

  @Override
  public @Nullable Object execute(Command command) {
    Exchange exchange = Exchange.awaited(commands, command.words());
    while (true) {
      commands.send(exchange);
      try {
        return exchange.await();
      } catch (ConnectionFault fault) {
        if (fault.mayHaveRun()
            || !exchange.mayRepeat()
            || !commands.awaitReopened(exchange.nanosLeft())) {
          throw fault;
        }
        exchange = exchange.again();
      }
    }
  }

  @Override
  public CompletionStage<@Nullable Object> submit(Command command) {
    CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    Exchange exchange = Exchange.promised(commands, command.words(), reply);
    commands.send(exchange);
    deadlines.watch(exchange);
    return reply;
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> batch) {
    List<CompletionStage<@Nullable Object>> replies = new ArrayList<>(batch.size());
    List<Exchange> exchanges = new ArrayList<>(batch.size());
    for (Command command : batch) {
      CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
      replies.add(reply);
      exchanges.add(Exchange.promised(commands, command.words(), reply));
    }
    commands.send(exchanges);
    exchanges.forEach(deadlines::watch);
    return replies;
  }

  @Override
  public void subscribe(byte[] channel, boolean sharded) {
    pushes.subscribe(channel, sharded);
  }

  @Override
  public void unsubscribe(byte[] channel, boolean sharded) {
    pushes.unsubscribe(channel, sharded);
  }

  /** Not on the event loops that read these connections, nor on those that keep the deadlines. */
  @Override
  public boolean mayWait() {
    return !commands.isReader() && !pushes.isReader() && !connections.isExecutor();
  }

  @Override
  public Duration commandTimeout() {
    return commandTimeout;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pushes.close();
      commands.close();
      connections.close();
    }
  }
}
