package dev.baton.lettuce;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting that an interrupt does not end; it is kept for the caller to see. */
final class Uninterruptible {

  private Uninterruptible() {}

  static <T> T get(CompletableFuture<T> future, long nanos)
      throws ExecutionException, TimeoutException {
    long start = System.nanoTime();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
