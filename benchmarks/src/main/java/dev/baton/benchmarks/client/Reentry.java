package dev.baton.benchmarks.client;

import dev.baton.benchmarks.contestant.BatonLock;
import dev.baton.benchmarks.contestant.Contestant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Locks and unlocks a lock again that its thread holds.
 *
 * @param key the lock's name
 * @param millis how long
 */
public record Reentry(String key, long millis) implements Task {
  private static final int AT_ONCE = 1_000;

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) {
    Lock lock = ((BatonLock) contestant).lock(key).asJavaLock();
    long duration = TimeUnit.MILLISECONDS.toNanos(millis);
    long count = 0;
    long begin;
    long now;
    lock.lock();
    try {
      begin = System.nanoTime();
      do {
        for (int i = 0; i < AT_ONCE; i++) {
          again(lock);
        }
        count += AT_ONCE;
        now = System.nanoTime();
      } while (now - begin < duration);
    } finally {
      lock.unlock();
    }
    return new Outcome(
        count, count, List.of(count), "", Map.of("nanos", (double) (now - begin) / count), null);
  }

  @SuppressWarnings("LockNotBeforeTry") // nothing can go wrong in between
  private static void again(Lock lock) {
    lock.lock();
    lock.unlock();
  }
}
