package dev.baton.cdi;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Another thread, which does one thing after the other. */
final class Other implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread other = new Thread(work, "other");
            other.setDaemon(true);
            return other;
          });

  <T> Future<T> begins(Callable<T> work) {
    return thread.submit(work);
  }

  /** What comes of it, within a minute. */
  <T> T does(Callable<T> work) {
    return result(begins(work));
  }

  static <T> T result(Future<T> begun) {
    try {
      return begun.get(1, TimeUnit.MINUTES);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
