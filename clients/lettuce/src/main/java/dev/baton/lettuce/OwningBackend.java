package dev.baton.lettuce;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A backend with the client that ends with it. */
final class OwningBackend implements Backend {
  private final Backend backend;
  private final OwnClient client;
  private final AtomicBoolean closed = new AtomicBoolean();

  OwningBackend(Backend backend, OwnClient client) {
    this.backend = backend;
    this.client = client;
  }

  @Override
  public @Nullable Object execute(Command command) {
    return backend.execute(command);
  }

  @Override
  public CompletionStage<@Nullable Object> submit(Command command) {
    return backend.submit(command);
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands) {
    return backend.submitAll(commands);
  }

  @Override
  public void subscribe(byte[] channel, boolean sharded) {
    backend.subscribe(channel, sharded);
  }

  @Override
  public void unsubscribe(byte[] channel, boolean sharded) {
    backend.unsubscribe(channel, sharded);
  }

  @Override
  public boolean isCluster() {
    return backend.isCluster();
  }

  @Override
  public List<Backend> primaries() {
    return backend.primaries();
  }

  @Override
  public boolean mayWait() {
    return backend.mayWait();
  }

  @Override
  public Duration commandTimeout() {
    return backend.commandTimeout();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      backend.close();
      client.close();
    }
  }
}
