package dev.baton.benchmarks.client;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.benchmarks.contestant.BatonLock;
import dev.baton.benchmarks.contestant.Contestant;
import dev.baton.benchmarks.server.ServerFigures;
import dev.baton.benchmarks.server.ServerProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A queue of asynchronous waiters on one lock that keeps its length: whoever had the lock gives it
 * back and goes to the end of the queue.
 *
 * @param uri the server, to ask for its counters between building the queue and letting it go
 * @param key the lock's name
 * @param waiters how many
 * @param warmMillis how long the queue runs before it is measured
 * @param millis how long it is measured
 */
public record QueueOfWaiters(String uri, String key, int waiters, long warmMillis, long millis)
    implements Task {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) throws Exception {
    DistributedLock lock = ((BatonLock) contestant).lock(key);
    try (ServerProbe probe = new ServerProbe(uri)) {
      Lease first = lock.acquire();
      TurnTaking turns = new TurnTaking(lock);
      for (int i = 0; i < waiters; i++) {
        turns.join();
      }
      awaitQueue(probe);
      turns.leaving(System.nanoTime());
      first.release();
      Parking.pause(Duration.ofMillis(warmMillis));
      turns.forget();
      ServerFigures before = probe.figures();
      long locksBefore = turns.locks();
      long begin = System.nanoTime();
      Parking.pause(Duration.ofMillis(millis));
      double locks = turns.locks() - locksBefore;
      double seconds = (System.nanoTime() - begin) / 1e9;
      ServerFigures spent = probe.figures().since(before);
      double handover = turns.medianHandoverNanos();
      turns.end(PATIENCE);
      double commands =
          spent.calls().getOrDefault("evalsha", 0L) + spent.calls().getOrDefault("eval", 0L);
      return new Outcome(
          Math.round(locks),
          Math.round(locks),
          List.of(),
          "",
          Map.of(
              "locksPerSecond", locks / seconds,
              "commands", commands / locks,
              "cpuMicros", spent.cpuSeconds() * TimeUnit.SECONDS.toMicros(1) / locks,
              "handoverNanos", handover),
          null);
    }
  }

  private void awaitQueue(ServerProbe probe) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (probe.waiting() < waiters) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("the queue did not come to " + waiters + " waiters");
      }
      Parking.pause(Duration.ofMillis(20));
    }
  }
}
