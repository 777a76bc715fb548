package dev.baton.benchmarks.client;

import dev.baton.Lease;
import dev.baton.benchmarks.contestant.BatonLock;
import dev.baton.benchmarks.contestant.Contestant;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for locks that another process holds, without a thread for each, and weighs the waiting.
 *
 * @param prefix their names without the number
 * @param keys how many different ones
 * @param waiters how many waiters
 * @param settleMillis how long to leave them waiting before they are weighed
 */
public record WaitForKeys(String prefix, int keys, int waiters, long settleMillis) implements Task {
  private static final int FIRST = 500;

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) {
    BatonLock baton = (BatonLock) contestant;
    // connections, threads and classes are there from the first waits on: they are no waiter's
    for (int i = 0; i < FIRST; i++) {
      baton.lock(prefix + i % keys).acquireAsync().toCompletableFuture().cancel(false);
    }
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array, so as to weigh no list
    CompletableFuture<Lease>[] waits = new CompletableFuture[waiters];
    Parking.pause(Duration.ofMillis(settleMillis));
    long bytes = Memory.liveBytes();
    for (int i = 0; i < waiters; i++) {
      waits[i] = baton.lock(prefix + i % keys).acquireAsync().toCompletableFuture();
    }
    Parking.pause(Duration.ofMillis(settleMillis));
    long more = Memory.liveBytes() - bytes;
    int threads = Memory.threads();
    long done = Arrays.stream(waits).filter(CompletableFuture::isDone).count();
    if (done > 0) {
      throw new IllegalStateException(done + " waiters did not wait");
    }
    keep.atEnd(
        () -> {
          for (CompletableFuture<Lease> wait : waits) {
            wait.cancel(false);
          }
        });
    return Outcome.of(
        Map.of("bytesPerWaiter", (double) more / waiters, "threads", (double) threads));
  }
}
