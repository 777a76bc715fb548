package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.LockClient;
import dev.baton.LockListener;
import dev.baton.LockOptions;
import dev.baton.internal.script.Script;
import dev.baton.internal.script.ScriptView;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.internal.time.Environment;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Connector;
import dev.baton.spi.Ticker;
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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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

  /** Where a script's first key stands in a command. */
  private static final int LOCK = 3;

  private static final Duration TIMEOUT = Duration.ofMillis(250);

  /** The channels that were left. */
  final List<String> left = new CopyOnWriteArrayList<>();

  final List<Command> sent = new CopyOnWriteArrayList<>();
  final BlockingQueue<List<Command>> batches = new LinkedBlockingQueue<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  /** The last fence of each lock, those included that are set aside. */
  private final Map<String, Long> fences = new ConcurrentHashMap<>();

  private volatile Runnable onBatch = () -> {};
  private volatile Consumer<Command> onExecute = command -> {};
  private volatile Runnable onSubscribe = () -> {};
  private volatile Runnable onConnect = () -> {};
  volatile boolean cluster;
  private volatile @Nullable BackendListener listener;
  private volatile Ticker clock = Ticker.SYSTEM;

  ScriptedBackend() {
    on("COMMAND", Arrays.asList(List.of(bytes("spublish")), null, null));
    on("ACQUIRE", this::granted);
    on("REJOIN", this::granted);
    on("RENEW", words("RENEWED"));
    on("RELEASE", words("RELEASED"));
    on("CANCEL", words("CANCELLED"));
    on("SHARE", command -> words("GRANTED", 7L, serverMicros(), 0L));
    on("PROLONG", words("RENEWED"));
    on("UNSHARE", words("RELEASED"));
    on("PROCLAIM", words("PROCLAIMED"));
    on("LEADER", words("NOBODY"));
    on("SPUBLISH", 0L);
    on("DOWNGRADE", command -> words("GRANTED", 9L, serverMicros(), 0L));
  }

  /** A client on this server. */
  Engine engine() {
    return (Engine) LockClient.builder(this).build();
  }

  /** A client whose clock is the test's. */
  Engine engine(Ticker ticker) {
    clock = ticker;
    return TestClock.engine(this, ticker);
  }

  /** A client whose clock and timer are the test's, and which has nothing done elsewhere. */
  Engine engine(Ticker ticker, ScheduledExecutorService timer) {
    return engine(ticker, new Environment(ticker, timer, Runnable::run, Runnable::run, () -> 1));
  }

  /** A client of which somebody is told, whose clock is the test's. */
  Engine engine(Ticker ticker, LockListener told) {
    clock = ticker;
    return new Engine(
        this,
        new ClientSettings(
            LockOptions.defaults(), "java", Duration.ofMinutes(10), "", List.of(told)),
        Environment.withTicker(ticker));
  }

  /** A client in surroundings of the test's, and which has nothing done elsewhere. */
  Engine engine(Ticker ticker, Environment surroundings) {
    clock = ticker;
    return new Engine(
        this,
        new ClientSettings(LockOptions.defaults(), "java", Duration.ofMinutes(10), ""),
        surroundings);
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

  /** What happens when a command is sent on a thread that waits for its answer. */
  void onExecute(Consumer<Command> action) {
    onExecute = action;
  }

  /** What happens when a channel is subscribed. */
  void onSubscribe(Runnable action) {
    onSubscribe = action;
  }

  /** What happens when a connection is opened. */
  void onConnect(Runnable action) {
    onConnect = action;
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
    String script = ScriptView.script(command).map(Script::name).orElse("?");
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

  /** Answers ACQUIRE or REJOIN with a grant, behind which nobody waits. */
  List<Object> granted(Command command) {
    return granted(command, 0);
  }

  /** Answers ACQUIRE or REJOIN with a grant, behind which so many wait. */
  List<Object> granted(Command command, long waiting) {
    long span = span(command);
    long last = fences.merge(word(command, LOCK), span, Long::sum);
    return words("GRANTED", last - span + 1, serverMicros(), waiting);
  }

  /** The server takes back the fences that were set aside and not given out. */
  private void giveBack(Command command) {
    long last = Long.parseLong(argument(command, "used"));
    if (last > 0) {
      fences.put(word(command, LOCK), last);
    }
  }

  /** A word of a command. */
  static String word(Command command, int index) {
    return new String(command.words()[index], UTF_8);
  }

  /** An argument of a script. */
  static String argument(Command command, String name) {
    return ScriptView.argument(command, name);
  }

  /** How many fences ACQUIRE or REJOIN asks for. */
  static long span(Command command) {
    return Long.parseLong(argument(command, "span"));
  }

  /** Whether ACQUIRE joins the queue if the lock is not free. */
  static boolean waits(Command command) {
    return argument(command, "wait").startsWith("WAIT ");
  }

  /** Has every lock held by somebody else: a waiter is queued. */
  void held(String holder) {
    on("ACQUIRE", command -> heldBy(holder, command));
    on("REJOIN", command -> queued(holder));
  }

  /** Answers ACQUIRE as somebody else holds the lock. */
  List<Object> heldBy(String holder, Command command) {
    return waits(command) ? queued(holder) : words("HELD", 20_000L, holder);
  }

  /** The first place in the queue. */
  List<Object> queued(String holder) {
    return words("QUEUED", 0L, 20_000L, serverMicros(), holder);
  }

  /** The request of the newest command of an operation. */
  String lastRequest(String operation) {
    List<Command> those = commands(operation);
    return argument(those.get(those.size() - 1), "request");
  }

  /** The commands of an operation, by the name or the text of its script, the newest last. */
  List<Command> commands(String operation) {
    return sent.stream()
        .filter(command -> operation(command).replaceFirst("EVAL ", "").equals(operation))
        .toList();
  }

  /** Publishes to the client's inbox. */
  void push(String message) {
    listener().onMessage(bytes(message));
  }

  /** Pushes a grant that was made after all that was answered. */
  void pushGrant(String request, long fence, long waiting) {
    push("GRANT " + request + " " + fence + " " + (serverMicros() + 1) + " " + waiting);
  }

  /** The server's time, from the clock that the client has too. */
  long serverMicros() {
    return 1_700_000_000_000_000L + clock.nanoTime() / 1_000;
  }

  @Override
  public @Nullable Object execute(Command command) {
    onExecute.accept(command);
    CompletableFuture<@Nullable Object> reply = submit(command).toCompletableFuture();
    try {
      return reply.copy().orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new ConnectionFault("no answer in time", true, e);
      }
      throw e.getCause() instanceof BackendFault fault ? fault : e;
    }
  }

  @Override
  @SuppressWarnings("unchecked") // a future is one of replies
  public CompletionStage<@Nullable Object> submit(Command command) {
    sent.add(command);
    String operation = operation(command).replaceFirst("EVAL ", "");
    if (operation.equals("RELEASE") || operation.equals("REJOIN")) {
      giveBack(command);
    }
    Answer answer = answers.get(operation);
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
  public void unsubscribe(byte[] channel, boolean sharded) {
    left.add(new String(channel, UTF_8));
  }

  @Override
  public boolean isCluster() {
    return cluster;
  }

  @Override
  public Duration commandTimeout() {
    return TIMEOUT;
  }

  @Override
  public void close() {}

  @Override
  public Backend connect(BackendListener told) {
    onConnect.run();
    if (told != BackendListener.DEAF) {
      listener = told;
    }
    return this;
  }

  @Override
  public String target() {
    return "memory";
  }
}
