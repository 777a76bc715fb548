package dev.baton.jedis;

import static org.awaitility.Awaitility.await;

import dev.baton.jedis.internal.ChannelSocket;
import dev.baton.jedis.internal.Commands;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Threads in the two states that a caller can be in, as their stacks show them. */
final class Callers {
  private Callers() {}

  /** A call on a thread of its own. */
  record Caller(Thread thread, CompletableFuture<Outcome> outcome) {

    /** Waits until the thread reads from the socket: it has the turn. */
    Caller reading() {
      await().until(() -> isIn(ChannelSocket.class, "read"));
      return this;
    }

    /** Waits until the thread is queued behind another one. */
    Caller queued() {
      await().until(() -> LockSupport.getBlocker(thread) instanceof Commands);
      return this;
    }

    private boolean isIn(Class<?> type, String method) {
      return Stream.of(thread.getStackTrace())
          .filter(frame -> frame.getClassName().startsWith(type.getName()))
          .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    Outcome join() {
      return outcome.join();
    }
  }

  /** How a call ended, how long it took, and whether the thread was interrupted then. */
  record Outcome(
      @Nullable Object reply, @Nullable BackendFault fault, Duration took, boolean interrupted) {}

  static Caller call(Backend backend, Command command) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Thread thread = new Thread(() -> outcome.complete(run(backend, command)), "caller");
    thread.setDaemon(true);
    thread.start();
    return new Caller(thread, outcome);
  }

  static Outcome run(Backend backend, Command command) {
    long start = System.nanoTime();
    Object reply = null;
    BackendFault fault = null;
    try {
      reply = backend.execute(command);
    } catch (BackendFault e) {
      fault = e;
    }
    return new Outcome(
        reply,
        fault,
        Duration.ofNanos(System.nanoTime() - start),
        Thread.currentThread().isInterrupted());
  }
}
