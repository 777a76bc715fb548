package dev.baton.testing.simulation.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Connector;
import dev.baton.spi.ServerError;
import dev.baton.test.internal.server.RedisError;
import dev.baton.testing.simulation.world.CommandLine;
import dev.baton.testing.simulation.world.Machine;
import dev.baton.testing.simulation.world.Network;
import dev.baton.testing.simulation.world.PushLine;
import dev.baton.testing.simulation.world.Server;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What an adapter is for a real client: two connections through the simulated network. */
final class SimulatedBackend implements Backend, Connector {
  private final World world;
  private final Machine machine;
  private final Duration commandTimeout;
  private final boolean shardChannels;
  private final CommandLine commands;
  private final PushLine pushes;
  private @Nullable BackendListener listener;

  SimulatedBackend(
      World world,
      Machine machine,
      Server server,
      Network network,
      Duration commandTimeout,
      boolean shardChannels) {
    this.world = world;
    this.machine = machine;
    this.commandTimeout = commandTimeout;
    this.shardChannels = shardChannels;
    this.commands = new CommandLine(world, machine, server, network, () -> told().onReconnected());
    this.pushes = new PushLine(world, machine, server, network, new Hearing());
  }

  CommandLine commands() {
    return commands;
  }

  PushLine pushes() {
    return pushes;
  }

  /** What the push line tells goes to the client. */
  private final class Hearing implements PushLine.Listener {
    @Override
    public void message(String text) {
      world.note(() -> machine + " hears " + text);
      told().onMessage(text.getBytes(US_ASCII));
    }

    @Override
    public void lost() {
      told().onSubscriptionLost();
    }

    @Override
    public void back() {
      told().onResubscribed();
    }
  }

  private BackendListener told() {
    BackendListener connected = listener;
    if (connected == null) {
      throw new AssertionError("nobody is connected");
    }
    return connected;
  }

  @Override
  public Backend connect(BackendListener whom) {
    listener = whom;
    return this;
  }

  /** Whoever calls this is blocked; the others of its process go on. */
  @Override
  public @Nullable Object execute(Command command) {
    if (command.toString().equals("COMMAND")) {
      Object known = List.of("a command");
      List<@Nullable Object> entries = new ArrayList<>();
      entries.add(shardChannels ? known : null);
      entries.add(null);
      entries.add(null);
      return entries;
    }
    CompletableFuture<@Nullable Object> reply = submit(command).toCompletableFuture();
    world.runUntil(() -> reply.isDone() || !machine.isAlive());
    if (!reply.isDone()) {
      throw new Killed();
    }
    try {
      return reply.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof BackendFault fault ? fault : e;
    }
  }

  /** The process of the caller was killed meanwhile. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Killed() {
      super(null, null, false, false);
    }
  }

  @Override
  public CompletionStage<@Nullable Object> submit(Command command) {
    List<String> words = new ArrayList<>(command.words().length);
    for (byte[] word : command.words()) {
      words.add(new String(word, US_ASCII));
    }
    CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
    commands.send(words, commandTimeout.toNanos(), new Completion(words, result));
    return result;
  }

  /** Tells the client what became of a command. */
  private final class Completion implements CommandLine.Outcome {
    private final List<String> words;
    private final CompletableFuture<@Nullable Object> result;

    Completion(List<String> words, CompletableFuture<@Nullable Object> result) {
      this.words = words;
      this.result = result;
    }

    @Override
    public void replied(@Nullable Object reply) {
      world.note(() -> machine + " gets " + reply + " to " + words.subList(2, words.size()));
      if (reply instanceof RedisError error) {
        result.completeExceptionally(new ServerError(String.valueOf(error.getMessage())));
      } else {
        result.complete(asBytes(reply));
      }
    }

    @Override
    public void failed(boolean mayHaveRun) {
      world.note(() -> machine + " gets no answer to " + words.subList(2, words.size()));
      result.completeExceptionally(new ConnectionFault("no answer", mayHaveRun, null));
    }
  }

  private static @Nullable Object asBytes(@Nullable Object reply) {
    if (reply instanceof String text) {
      return text.getBytes(US_ASCII);
    }
    if (reply instanceof List<?> items) {
      List<@Nullable Object> converted = new ArrayList<>();
      items.forEach(item -> converted.add(asBytes(item)));
      return converted;
    }
    return reply;
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> batch) {
    List<CompletionStage<@Nullable Object>> results = new ArrayList<>();
    batch.forEach(command -> results.add(submit(command)));
    return results;
  }

  @Override
  public void subscribe(byte[] channel, boolean sharded) {
    if (!pushes.open(new String(channel, US_ASCII))) {
      throw new ConnectionFault("cannot subscribe", /* mayHaveRun= */ false, null);
    }
  }

  @Override
  public void unsubscribe(byte[] channel, boolean sharded) {
    pushes.leave(new String(channel, US_ASCII));
  }

  @Override
  public Duration commandTimeout() {
    return commandTimeout;
  }

  @Override
  public void close() {
    commands.close();
    pushes.close(0);
  }

  @Override
  public String target() {
    return "simulated";
  }
}
