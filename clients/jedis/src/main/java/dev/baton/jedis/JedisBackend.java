package dev.baton.jedis;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The two connections of a lock client. */
final class JedisBackend implements Backend {
  private static final Command PING = Command.of("PING");

  private final Duration commandTimeout;
  private final Commands commands;
  private final Inbox inbox;

  JedisBackend(
      Source source,
      Link first,
      BackendListener listener,
      Duration commandTimeout,
      Duration silence) {
    Faults faults = new Faults(source, commandTimeout);
    this.commandTimeout = commandTimeout;
    this.commands = new Commands(first, source, faults, listener::onReconnected);
    this.inbox = new Inbox(source, faults, listener, silence, this::check);
  }

  /**
   * Looks whether the command connection is still there, since the other one was lost: better now
   * than with the next command.
   */
  private void check() {
    commands.submit(PING);
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
    inbox.subscribe(Channel.of(channel, sharded));
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
