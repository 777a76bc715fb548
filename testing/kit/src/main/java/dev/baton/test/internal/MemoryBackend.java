package dev.baton.test.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter is for a client: answers and messages come on a thread of its own. No command is
 * late: the server answers, or is gone.
 */
final class MemoryBackend implements Backend {
  private final MemoryServer server;
  private final BackendListener listener;
  private final boolean always;
  private final ExecutorService reader = DaemonThreads.one("baton-test-reader");
  private final CompletableFuture<Thread> readerThread = new CompletableFuture<>();
  private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean connected = true;

  /** Whether there is a connection for messages. */
  private volatile boolean subscribed;

  MemoryBackend(MemoryServer server, BackendListener listener, boolean always) {
    this.server = server;
    this.listener = listener;
    this.always = always;
    reader.execute(() -> readerThread.complete(Thread.currentThread()));
  }

  /** Whether it is there while the server is unreachable. */
  boolean always() {
    return always;
  }

  private record Channel(String name, boolean sharded) {}

  /** One for commands, and one for messages since the first subscription. */
  int connections() {
    return subscribed ? 2 : 1;
  }

  /** A command, or a subscription, and who waits for the answer; it has one answer. */
  private final class Exchange implements Runnable {
    private final Supplier<@Nullable Object> command;
    private final CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();

    Exchange(Supplier<@Nullable Object> command) {
      this.command = command;
    }

    @Override
    public void run() {
      if (!underWay.contains(this)) {
        return; // its connection was cut before
      }
      try {
        Object answer = command.get();
        end(() -> reply.complete(answer));
      } catch (RuntimeException refused) {
        String message = String.valueOf(refused.getMessage());
        end(() -> reply.completeExceptionally(new ServerError(message)));
      }
    }

    void fail(boolean mayHaveRun) {
      end(() -> reply.completeExceptionally(MemoryServer.unreachableFault(mayHaveRun)));
    }

    private void end(Runnable answer) {
      if (underWay.remove(this)) {
        reader.execute(answer);
      }
    }
  }

  private CompletableFuture<@Nullable Object> send(Supplier<@Nullable Object> command) {
    Exchange exchange = new Exchange(command);
    underWay.add(exchange);
    if (connected) { // looked at once it is seen by a cut
      server.run(exchange);
    } else {
      exchange.fail(/* mayHaveRun= */ false);
    }
    return exchange.reply;
  }

  /** Waits for an answer, for as long as it takes; an interrupt is kept. */
  private static @Nullable Object await(CompletableFuture<@Nullable Object> reply) {
    try {
      return reply.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof BackendFault fault ? fault : e;
    }
  }

  @Override
  public @Nullable Object execute(Command command) {
    return await(submit(command).toCompletableFuture());
  }

  @Override
  public CompletionStage<@Nullable Object> submit(Command command) {
    List<String> words = new ArrayList<>(command.words().length);
    for (byte[] word : command.words()) {
      words.add(new String(word, ISO_8859_1));
    }
    return send(() -> bytes(server.execute(words)));
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands) {
    List<CompletionStage<@Nullable Object>> replies = new ArrayList<>(commands.size());
    commands.forEach(command -> replies.add(submit(command)));
    return replies;
  }

  private static @Nullable Object bytes(@Nullable Object reply) {
    if (reply instanceof List<?> items) {
      List<@Nullable Object> converted = new ArrayList<>(items.size());
      items.forEach(item -> converted.add(bytes(item)));
      return converted;
    }
    return reply instanceof String text ? text.getBytes(ISO_8859_1) : reply;
  }

  @Override
  public void subscribe(byte[] channel, boolean sharded) {
    Channel subscription = new Channel(new String(channel, ISO_8859_1), sharded);
    await(
        send(
            () -> {
              subscribed = true;
              return channels.add(subscription);
            }));
  }

  @Override
  public void unsubscribe(byte[] channel, boolean sharded) {
    channels.remove(new Channel(new String(channel, ISO_8859_1), sharded));
  }

  boolean hears(String channel, boolean sharded) {
    return connected && channels.contains(new Channel(channel, sharded));
  }

  void deliver(String message) {
    reader.execute(() -> listener.onMessage(message.getBytes(ISO_8859_1)));
  }

  /** Both connections break, if they have not before. */
  void cut() {
    if (!connected) {
      return;
    }
    breakOff();
    reader.execute(listener::onDisconnected);
    if (subscribed) {
      reader.execute(listener::onSubscriptionLost);
    }
  }

  /** Both are there again. */
  void restore() {
    connected = true;
    reader.execute(listener::onReconnected);
    if (subscribed) {
      reader.execute(listener::onResubscribed);
    }
  }

  /** As if slots of a cluster had moved: what that may have cost is looked for. */
  void doubt() {
    reader.execute(listener::onMoved);
  }

  private void breakOff() {
    connected = false;
    underWay.forEach(exchange -> exchange.fail(/* mayHaveRun= */ true));
  }

  @Override
  public boolean mayWait() {
    return Thread.currentThread() != readerThread.join();
  }

  @Override
  public Duration commandTimeout() {
    return Duration.ofSeconds(2);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.left(this);
      breakOff();
      reader.shutdown();
    }
  }
}
