package dev.baton.benchmarks.client;

import dev.baton.benchmarks.contestant.Contestant;
import dev.baton.benchmarks.contestant.ManyReaders;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;

/**
 * Lets many read a lock, each with a grant of its own, until the keys are removed.
 *
 * @param key the lock's name
 * @param readers how many
 */
public record KeepManyReading(String key, int readers) implements Task {
  private static final int UNDER_WAY = 100;

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) {
    ManyReaders all = (ManyReaders) contestant;
    ArrayDeque<CompletionStage<?>> pending = new ArrayDeque<>();
    for (int i = 0; i < readers; i++) {
      pending.add(all.read(key, i));
      if (pending.size() == UNDER_WAY) {
        pending.remove().toCompletableFuture().join();
      }
    }
    pending.forEach(read -> read.toCompletableFuture().join());
    return Outcome.NOTHING;
  }
}
