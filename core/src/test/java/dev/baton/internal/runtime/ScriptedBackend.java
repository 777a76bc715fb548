package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.LockClient;
import dev.baton.internal.script.Calls;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Connector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A server in memory that answers each operation as it was told, and a lock client on it. Untold,
 * every lock is free, every renewal is confirmed and every release succeeds.
 */
final class ScriptedBackend implements Backend, Connector {

  /** Answers a command: with a reply, with a future of one, or by throwing. */
  interface Answer {
    @Nullable Object to(Command command);
  }

  /** What an answer says to give none. */
  static final Object SILENCE = new Object();

  private static final Duration TIMEOUT = Duration.ofMillis(250);

  final List<Command> sent = new CopyOnWriteArrayList<>();
  final BlockingQueue<List<Command>> batches = new LinkedBlockingQueue<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, String> scripts = new ConcurrentHashMap<>();
  private final AtomicLong fences = new AtomicLong();
  private volatile Runnable onBatch = () -> {};
  private volatile Runnable onSubscribe = () -> {};
  private volatile @Nullable BackendListener listener;

  ScriptedBackend() {
    on("COMMAND", Arrays.asList(List.of(bytes("spublish")), null, null));
    on("ACQUIRE", command -> granted());
    on("RENEW", words("RENEWED"));
    on("RELEASE", words("RELEASED"));
    on("CANCEL", words("CANCELLED"));
  }

  /** A client on this server. */
  Engine engine() {
    Engine engine = (Engine) LockClient.builder(this).build();
    learn(engine.calls());
    return engine;
  }

  /** Makes the scripts' names known, so that their operations can be told apart. */
  void learn(Calls calls) {
    scripts.putAll(Operations.of(calls));
  }

  void on(String operation, Answer answer) {
    answers.put(operation, answer);
  }

  void on(String operation, Object reply) {
    on(operation, command -> reply);
  }

  /** Leaves an operation without an answer, for the test to give it. */
  CompletableFuture<@Nullable Object> hold(String operation) {
    CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    on(operation, reply);
    return reply;
  }

  /** What happens when a batch is to be sent, before any of it is. */
  void onBatch(Runnable action) {
    onBatch = action;
  }

  /** What happens when a channel is subscribed. */
  void onSubscribe(Runnable action) {
    onSubscribe = action;
  }

  /** Whom the server's events are told. */
  BackendListener listener() {
    BackendListener told = listener;
    if (told == null) {
      throw new IllegalStateException("not connected");
    }
    return told;
  }

  /** The operations that were sent, but for what a client asks when it begins. */
  List<String> operations() {
    return sent.stream().map(this::operation).filter(name -> !name.equals("COMMAND")).toList();
  }

  /** The name of what a command does; {@code EVAL} is said of those that carry their script. */
  String operation(Command command) {
    String verb = new String(command.words()[0], UTF_8);
    String script = scripts.getOrDefault(Operations.name(command), "?");
    return switch (verb) {
      case "EVALSHA" -> script;
      case "EVAL" -> "EVAL " + script;
      default -> verb;
    };
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** A reply as scripts make it. */
  static List<Object> words(Object... fields) {
    List<Object> reply = new ArrayList<>();
    for (Object field : fields) {
      reply.add(field instanceof String text ? bytes(text) : field);
    }
    return reply;
  }

  /** A grant with the next fence. */
  List<Object> granted() {
    return words("GRANTED", fences.incrementAndGet(), serverMicros());
  }

  /** The server's time, from the clock that the client has too. */
  static long serverMicros() {
    return 1_700_000_000_000_000L + System.nanoTime() / 1_000;
  }

  @Override
  public @Nullable Object execute(Command command) {
    try {
      return submit(command).toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof BackendFault fault ? fault : new CompletionException(e);
    } catch (TimeoutException e) {
      throw new ConnectionFault("no answer in time", true, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the tests interrupt no command", e);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // a future is one of replies
  public CompletionStage<@Nullable Object> submit(Command command) {
    sent.add(command);
    Answer answer = answers.get(operation(command).replaceFirst("EVAL ", ""));
    if (answer == null) {
      throw new IllegalStateException("no answer to " + operation(command));
    }
    try {
      Object reply = answer.to(command);
      if (reply == SILENCE) {
        return new CompletableFuture<>();
      }
      return reply instanceof CompletableFuture<?> later
          ? (CompletableFuture<@Nullable Object>) later
          : CompletableFuture.completedFuture(reply);
    } catch (BackendFault fault) {
      return CompletableFuture.failedFuture(fault);
    }
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands) {
    batches.add(commands);
    onBatch.run();
    return commands.stream().map(this::submit).toList();
  }

  @Override
  public void subscribe(byte[] channel, boolean sharded) {
    onSubscribe.run();
  }

  @Override
  public Duration commandTimeout() {
    return TIMEOUT;
  }

  @Override
  public void close() {}

  @Override
  public Backend connect(BackendListener told) {
    listener = told;
    return this;
  }

  @Override
  public String target() {
    return "memory";
  }
}
