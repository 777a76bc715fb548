package dev.baton.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import dev.baton.spi.Slots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A backend to one node. */
final class ScriptedConnection implements Backend {
  final BackendListener listener;
  final Set<String> channels = ConcurrentHashMap.newKeySet();
  private final Queue<CompletableFuture<@Nullable Object>> sent = new ConcurrentLinkedQueue<>();
  private final ScriptedNode node;
  private final int number;
  private volatile boolean asking;
  volatile boolean closed;

  ScriptedConnection(ScriptedNode node, BackendListener listener, int number) {
    this.node = node;
    this.listener = listener;
    this.number = number;
  }

  @Override
  public @Nullable Object execute(Command command) {
    try {
      return submit(command).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw (BackendFault) e.getCause();
    }
  }

  @Override
  public boolean mayWait() {
    return Thread.currentThread() != node.reader;
  }

  @Override
  public CompletionStage<@Nullable Object> submit(Command command) {
    CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    if (closed || node.state == ScriptedNode.State.DOWN) {
      reply.completeExceptionally(new ConnectionFault(node.address + " is down", false, null));
      return reply;
    }
    node.log.add(number + " " + text(command));
    sent.add(reply);
    Queue<Runnable> held = node.held;
    if (node.state == ScriptedNode.State.SILENT) {
      CompletableFuture<Void> late = new CompletableFuture<>();
      var unused =
          late.orTimeout(commandTimeout().toNanos(), TimeUnit.NANOSECONDS)
              .exceptionally(
                  thrown -> {
                    reply.completeExceptionally(
                        new ConnectionFault(node.address + " is silent", true, null));
                    return null;
                  });
    } else if (held != null) {
      held.add(() -> answer(command, reply));
    } else {
      answer(command, reply);
    }
    return reply;
  }

  private void answer(Command command, CompletableFuture<@Nullable Object> reply) {
    boolean asked = asking;
    Object answer = node.reply(command, asked);
    asking = text(command).equals("ASKING") && !(answer instanceof BackendFault);
    if (answer instanceof BackendFault fault) {
      reply.completeExceptionally(fault);
    } else {
      reply.complete(answer);
    }
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands) {
    node.log.add(number + " BATCH " + commands.size());
    List<CompletionStage<@Nullable Object>> replies = new ArrayList<>();
    commands.forEach(command -> replies.add(submit(command)));
    return replies;
  }

  @Override
  public void subscribe(byte[] name, boolean sharded) {
    String channel = new String(name, UTF_8);
    int slot = Slots.of(name);
    Command command = Command.onKey(name, "SSUBSCRIBE".getBytes(UTF_8), name);
    node.log.add(number + " " + text(command));
    if (closed || node.state != ScriptedNode.State.UP) {
      throw new ConnectionFault(node.address + " is down", false, null);
    }
    if (node.script.apply(command) instanceof BackendFault fault) {
      throw fault;
    }
    ScriptedNode owner = node.cluster.owner(slot);
    if (owner == null) {
      throw new ServerError("CLUSTERDOWN Hash slot not served");
    }
    if (owner != node) {
      throw new ServerError("MOVED " + slot + " " + owner.address);
    }
    channels.add(channel);
  }

  void end(String channel) {
    if (channels.remove(channel)) {
      listener.onUnsubscribed(channel.getBytes(UTF_8));
    }
  }

  @Override
  public void unsubscribe(byte[] channel, boolean sharded) {
    node.log.add(number + " SUNSUBSCRIBE " + new String(channel, UTF_8));
    channels.remove(new String(channel, UTF_8));
  }

  @Override
  public Duration commandTimeout() {
    return node.cluster.timeout;
  }

  @Override
  public void close() {
    closed = true;
    sent.forEach(reply -> reply.completeExceptionally(new ConnectionFault("closed", true, null)));
  }

  static String text(Command command) {
    return Arrays.stream(command.words())
        .map(word -> new String(word, UTF_8))
        .collect(Collectors.joining(" "));
  }
}
