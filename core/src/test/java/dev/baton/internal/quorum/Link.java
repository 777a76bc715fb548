package dev.baton.internal.quorum;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Connector;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One client's connection to a node: commands arrive in order, after a time that can vary. */
final class Link implements Backend, Connector {
  static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final Node node;
  private final LongSupplier latency;
  private final List<CompletableFuture<@Nullable Object>> pending = new ArrayList<>();
  private long lastArrival;
  private boolean closed;

  /** A connection on which a command takes so many nanoseconds; at once if it is none. */
  Link(Node node, LongSupplier latency) {
    this.node = node;
    this.latency = latency;
  }

  @Override
  public @Nullable Object execute(Command command) {
    if (closed) {
      throw closed(/* mayHaveRun= */ false);
    }
    if (node.fault == Node.Fault.REFUSING) {
      throw refusal();
    }
    if (node.fault != Node.Fault.NONE) {
      throw new ConnectionFault("unreachable", /* mayHaveRun= */ false, null);
    }
    return node.answer(command);
  }

  @Override
  public CompletionStage<@Nullable Object> submit(Command command) {
    CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    boolean before = closed;
    long nanos = latency.getAsLong();
    if (closed) {
      node.unsent |= !before;
      reply.completeExceptionally(closed(/* mayHaveRun= */ false));
      return reply;
    }
    if (nanos == 0) {
      arrive(command, reply);
    } else {
      long now = node.timer.nanoTime();
      lastArrival = Math.max(lastArrival, now + nanos);
      node.timer.after(lastArrival - now, () -> arrive(command, reply));
    }
    if (!reply.isDone()) {
      pending.removeIf(CompletableFuture::isDone);
      pending.add(reply);
      BackendFault late = new ConnectionFault("no answer in time", /* mayHaveRun= */ true, null);
      node.timer.after(TIMEOUT.toNanos(), () -> reply.completeExceptionally(late));
    }
    return reply;
  }

  private void arrive(Command command, CompletableFuture<@Nullable Object> reply) {
    switch (node.fault) {
      case NONE -> reply.complete(node.answer(command));
      case SILENT -> {}
      case DEAF -> node.answer(command);
      case DOWN ->
          reply.completeExceptionally(
              new ConnectionFault("refused", /* mayHaveRun= */ false, null));
      case REFUSING -> reply.completeExceptionally(refusal());
    }
  }

  private static ServerError refusal() {
    return new ServerError("OOM command not allowed when used memory > 'maxmemory'");
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands) {
    return commands.stream().map(this::submit).toList();
  }

  @Override
  public void subscribe(byte[] channel, boolean sharded) {}

  @Override
  public void unsubscribe(byte[] channel, boolean sharded) {}

  @Override
  public Duration commandTimeout() {
    return TIMEOUT;
  }

  /** What was sent is carried out all the same, and not answered any more. */
  @Override
  public void close() {
    closed = true;
    List.copyOf(pending)
        .forEach(reply -> reply.completeExceptionally(closed(/* mayHaveRun= */ true)));
  }

  private static ConnectionFault closed(boolean mayHaveRun) {
    return new ConnectionFault("closed", mayHaveRun, null);
  }

  @Override
  public Backend connect(BackendListener told) {
    closed = false;
    return this;
  }

  @Override
  public String target() {
    return "memory";
  }
}
