package dev.baton.jedis;

import dev.baton.jedis.internal.Commands;
import dev.baton.jedis.internal.JedisChannel;
import dev.baton.jedis.internal.JedisFaults;
import dev.baton.jedis.internal.JedisInbox;
import dev.baton.jedis.internal.Link;
import dev.baton.jedis.internal.Reconnection;
import dev.baton.jedis.internal.Source;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The two connections of a lock client. */
final class JedisBackend implements Backend, Reconnection.Watcher {
  private static final Command PING = Command.of("PING");

  private final Source source;
  private final BackendListener listener;
  private final Duration commandTimeout;
  private final Commands commands;
  private final JedisInbox inbox;

  JedisBackend(
      Source source,
      Link first,
      BackendListener listener,
      Duration commandTimeout,
      Duration silence) {
    JedisFaults faults = new JedisFaults(source, commandTimeout);
    this.commandTimeout = commandTimeout;
    this.source = source;
    this.listener = listener;
    this.inbox = new JedisInbox(source, faults, listener, silence, this::check);
    this.commands = new Commands(first, source, faults, this, inbox::leave);
  }

  /**
   * Looks whether the command connection is still there, since the other one was lost: better now
   * than with the next command.
   */
  private void check() {
    commands.submit(PING);
  }

  @Override
  public void onLost() {
    listener.onDisconnected();
  }

  /** Where the primary may have moved, messages are not expected from where it was. */
  @Override
  public void onReconnected(long lostAt) {
    if (source.mayMove()) {
      inbox.leaveIfOlderThan(lostAt);
    }
    listener.onReconnected();
  }

  @Override
  public @Nullable Object execute(Command command) {
    return commands.execute(command);
  }

  @Override
  public CompletionStage<@Nullable Object> submit(Command command) {
    return commands.submit(command);
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> batch) {
    return commands.submitAll(batch);
  }

  @Override
  public void subscribe(byte[] channel, boolean sharded) {
    inbox.subscribe(JedisChannel.of(channel, sharded));
  }

  @Override
  public void unsubscribe(byte[] channel, boolean sharded) {
    inbox.unsubscribe(JedisChannel.of(channel, sharded));
  }

  /** Not on the threads on which replies and messages are told. */
  @Override
  public boolean mayWait() {
    return !commands.isTeller() && !inbox.isReader();
  }

  @Override
  public Duration commandTimeout() {
    return commandTimeout;
  }

  @Override
  public void close() {
    commands.close();
    inbox.close();
  }
}
