package dev.baton.internal.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A call on a thread of its own, which waits there. */
record Blocked<T>(Thread thread, CompletableFuture<T> result) {

  /** Begins a call. */
  static <T> Blocked<T> run(Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(call.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            },
            "blocked");
    thread.setDaemon(true);
    thread.start();
    return new Blocked<>(thread, result);
  }

  /** Waits until the thread does. */
  void awaitParked() {
    Eventually.awaitTrue(
        () ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
  }

  void interrupt() {
    thread.interrupt();
  }
}
