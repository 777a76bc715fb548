package dev.baton.jedis.internal;

import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A command that nobody waits for: sent and completed by the io thread. */
public final class Promise extends Pending {
  final CompletableFuture<@Nullable Object> future = new CompletableFuture<>();
  private final IoThread io;

  public Promise(Command command, long deadline, IoThread io) {
    super(command, deadline);
    this.io = io;
  }

  @Override
  public void wakeSender() {
    io.wake();
  }

  @Override
  public void announce() {
    io.complete(this);
  }

  /** Completes the future, and runs what depends on it. */
  public void settle() {
    BackendFault fault = fault();
    if (fault == null) {
      future.complete(reply());
    } else {
      future.completeExceptionally(fault);
    }
  }
}
