package dev.baton.internal.runtime;

import dev.baton.internal.script.Call;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Sends calls to the server, and a script's source to one that does not know it. */
final class ScriptRunner {
  private static final System.Logger LOG = System.getLogger(ScriptRunner.class.getName());

  private final Backend backend;
  private final long timeoutNanos;

  ScriptRunner(Backend backend) {
    this.backend = backend;
    this.timeoutNanos = backend.commandTimeout().toNanos();
  }

  /** Sends a call and waits for its reply, on the calling thread. */
  <R> R run(Call<R> call) {
    Object raw;
    try {
      raw = backend.execute(call.command());
    } catch (ServerError error) {
      raw = backend.execute(sourceAfter(error, call));
    }
    return call.read(raw);
  }

  /** Sends a call and waits for its reply, but not for longer than given. */
  <R> R run(Call<R> call, long maxNanos) {
    if (maxNanos >= timeoutNanos) {
      return run(call);
    }
    CompletableFuture<R> reply = new CompletableFuture<>();
    start(
        call,
        (answer, thrown) -> {
          if (answer != null) {
            reply.complete(answer);
          } else if (thrown != null) {
            reply.completeExceptionally(thrown);
          }
        });
    return awaited(reply, maxNanos);
  }

  /**
   * Sends a call without waiting.
   *
   * @param answer gets the reply, or the {@link BackendFault} itself; runs on an adapter's thread
   */
  <R> void start(Call<R> call, BiConsumer<@Nullable R, @Nullable Throwable> answer) {
    complete(call, backend.submit(call.command()), /* mayRetry= */ true, answer);
  }

  /** Sends calls in one batch without waiting; each has its own answer. */
  <R> void startAll(
      List<Call<R>> calls, IntFunction<BiConsumer<@Nullable R, @Nullable Throwable>> answers) {
    List<Command> commands = new ArrayList<>(calls.size());
    calls.forEach(call -> commands.add(call.command()));
    List<CompletionStage<@Nullable Object>> stages = backend.submitAll(commands);
    for (int i = 0; i < calls.size(); i++) {
      complete(calls.get(i), stages.get(i), /* mayRetry= */ true, answers.apply(i));
    }
  }

  /** The longest time that a command may stay without an answer. */
  long timeoutNanos() {
    return timeoutNanos;
  }

  private <R> void complete(
      Call<R> call,
      CompletionStage<@Nullable Object> stage,
      boolean mayRetry,
      BiConsumer<@Nullable R, @Nullable Throwable> answer) {
    var unused =
        stage.whenComplete(
            (raw, thrown) -> {
              Throwable cause = thrown == null ? null : unwrapped(thrown);
              if (mayRetry && isUnknownScript(cause) && call.withSource().isPresent()) {
                Command source = call.withSource().get();
                complete(call, backend.submit(source), /* mayRetry= */ false, answer);
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
      } catch (RuntimeException e) {
        trouble = e;
      }
    }
    try {
      answer.accept(reply, trouble);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "an answer was not taken", e);
    }
  }

  private static boolean isUnknownScript(@Nullable Throwable cause) {
    return cause instanceof ServerError error && error.code().equals("NOSCRIPT");
  }

  /** The command to send instead of the one that the server refused; throws the refusal if none. */
  private static Command sourceAfter(ServerError error, Call<?> call) {
    Optional<Command> source = isUnknownScript(error) ? call.withSource() : Optional.empty();
    return source.orElseThrow(() -> error);
  }

  private static <R> R awaited(CompletableFuture<R> future, long maxNanos) {
    long end = System.nanoTime() + maxNanos;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = unwrapped(e);
      throw cause instanceof RuntimeException thrown ? thrown : new IllegalStateException(cause);
    } catch (TimeoutException e) {
      throw new ConnectionFault("the server did not answer in the time allowed", true, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
