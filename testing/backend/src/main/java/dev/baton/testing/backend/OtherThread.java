package dev.baton.testing.backend;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Another thread than the test's, which does one thing after the other. */
public final class OtherThread implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread other = new Thread(work, "other");
            other.setDaemon(true);
            return other;
          });

  /** Starts the thread. */
  public OtherThread() {}

  /**
   * Does work once what it began before is done.
   *
   * @param <T> what comes of it
   * @param work what to do
   * @return what comes of it, later
   */
  public <T> Future<T> begins(Callable<T> work) {
    return thread.submit(work);
  }

  /**
   * Does work, and waits for it for a minute at most.
   *
   * @param <T> what comes of it
   * @param work what to do
   * @return what comes of it
   */
  public <T> T does(Callable<T> work) {
    return result(begins(work));
  }

  /**
   * Waits for work that was begun, for a minute at most.
   *
   * @param <T> what comes of it
   * @param begun the work
   * @return what comes of it
   */
  public static <T> T result(Future<T> begun) {
    try {
      return begun.get(1, TimeUnit.MINUTES);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Interrupts what it does, and ends the thread. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
