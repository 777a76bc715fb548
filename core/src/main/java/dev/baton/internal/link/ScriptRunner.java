package dev.baton.internal.link;

import dev.baton.internal.script.Call;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends calls to the server, and where it refuses one form of a call, the other. */
public final class ScriptRunner {
  private static final System.Logger LOG = System.getLogger(ScriptRunner.class.getName());

  /** What the calling thread starts and sends later; null if it sends each at once. */
  private static final ThreadLocal<@Nullable Batch> GATHERED = new ThreadLocal<>();

  private final Backend backend;
  private final long timeoutNanos;

  public ScriptRunner(Backend backend) {
    this.backend = backend;
    this.timeoutNanos = backend.commandTimeout().toNanos();
  }

  /** Sends a call and waits for its reply, on the calling thread. */
  public <R> R run(Call<R> call) {
    Call<R> next = call;
    while (true) {
      try {
        return next.read(backend.execute(next.command()));
      } catch (ServerError error) {
        next = next.after(error).orElseThrow(() -> error);
      }
    }
  }

  /**
   * Sends a call.
   *
   * @param mayBlock whether to wait for the reply on the calling thread; otherwise it is not kept
   * @param answer gets the reply, or the {@link BackendFault} itself
   */
  public <R> void send(
      Call<R> call, boolean mayBlock, BiConsumer<@Nullable R, @Nullable Throwable> answer) {
    if (!mayBlock) {
      start(call, answer);
      return;
    }
    R reply;
    try {
      reply = run(call);
    } catch (Throwable e) { // an Error too: whoever waits for the answer must be told
      answer.accept(null, e);
      return;
    }
    answer.accept(reply, null);
  }

  /**
   * Sends a call without waiting.
   *
   * @param answer gets the reply, or the {@link BackendFault} itself; runs on an adapter's thread
   */
  public <R> void start(Call<R> call, BiConsumer<@Nullable R, @Nullable Throwable> answer) {
    Batch later = GATHERED.get();
    if (later != null && later.runner == this) {
      later.exchanges.add(new Exchange<>(call, answer));
      return;
    }
    CompletionStage<@Nullable Object> reply;
    try {
      reply = backend.submit(call.command());
    } catch (Throwable e) {
      answer.accept(null, e);
      return;
    }
    complete(call, reply, answer);
  }

  /**
   * Does something, and sends all calls that are started meanwhile on this thread in one batch
   * afterwards.
   *
   * @param work must not wait for an answer
   */
  public <T> T together(Supplier<T> work) {
    if (GATHERED.get() != null) {
      return work.get();
    }
    Batch batch = new Batch(this, new ArrayList<>());
    GATHERED.set(batch);
    try {
      return work.get();
    } finally {
      GATHERED.remove();
      sendAll(batch.exchanges);
    }
  }

  private record Batch(ScriptRunner runner, List<Exchange<?>> exchanges) {}

  private void sendAll(List<Exchange<?>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      startAll(batch);
    } catch (RuntimeException e) {
      batch.forEach(exchange -> exchange.answer().accept(null, e));
    }
  }

  /** Sends calls in one batch without waiting; each has its own answer. */
  public <R> void startAll(
      List<Call<R>> calls, IntFunction<BiConsumer<@Nullable R, @Nullable Throwable>> answers) {
    List<Exchange<?>> batch = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      batch.add(new Exchange<>(calls.get(i), answers.apply(i)));
    }
    startAll(batch);
  }

  /**
   * A call and who is told of its answer.
   *
   * @param call what to send
   * @param answer gets the reply, or the {@link BackendFault} itself; runs on an adapter's thread
   */
  public record Exchange<R>(Call<R> call, BiConsumer<@Nullable R, @Nullable Throwable> answer) {}

  /** Sends calls of any kinds in one batch without waiting, in their order. */
  public void startAll(List<Exchange<?>> batch) {
    List<Command> commands = new ArrayList<>(batch.size());
    batch.forEach(exchange -> commands.add(exchange.call().command()));
    List<CompletionStage<@Nullable Object>> stages = backend.submitAll(commands);
    for (int i = 0; i < batch.size(); i++) {
      complete(batch.get(i), stages.get(i));
    }
  }

  private <R> void complete(Exchange<R> exchange, CompletionStage<@Nullable Object> stage) {
    complete(exchange.call(), stage, exchange.answer());
  }

  /** Sends commands in one batch and waits for all replies; null for one that was refused. */
  public List<@Nullable Object> runAll(List<Command> commands) {
    List<@Nullable Object> replies = new ArrayList<>(commands.size());
    for (CompletionStage<@Nullable Object> stage : backend.submitAll(commands)) {
      try {
        replies.add(Stages.await(stage.toCompletableFuture()));
      } catch (ServerError refused) {
        replies.add(null);
      }
    }
    return replies;
  }

  /** The longest time that a command may stay without an answer. */
  public long timeoutNanos() {
    return timeoutNanos;
  }

  private <R> void complete(
      Call<R> call,
      CompletionStage<@Nullable Object> stage,
      BiConsumer<@Nullable R, @Nullable Throwable> answer) {
    var unused =
        stage.whenComplete(
            (raw, thrown) -> {
              Throwable cause = thrown == null ? null : Stages.unwrapped(thrown);
              Optional<Call<R>> instead =
                  cause instanceof ServerError refusal ? call.after(refusal) : Optional.empty();
              if (instead.isPresent()) {
                start(instead.get(), answer);
              } else {
                tell(call, raw, cause, answer);
              }
            });
  }

  private static <R> void tell(
      Call<R> call,
      @Nullable Object raw,
      @Nullable Throwable cause,
      BiConsumer<@Nullable R, @Nullable Throwable> answer) {
    R reply = null;
    Throwable trouble = cause;
    if (trouble == null) {
      try {
        reply = call.read(raw);
      } catch (Throwable e) {
        trouble = e;
      }
    }
    try {
      answer.accept(reply, trouble);
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "an answer was not taken", e);
    }
  }
}
