package dev.baton.benchmarks.client;

import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.benchmarks.contestant.BatonLock;
import dev.baton.benchmarks.contestant.Contestant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes locks and goes on holding them, so that others wait.
 *
 * @param prefix their names without the number
 * @param count how many
 */
public record HoldKeys(String prefix, int count) implements Task {
  private static final LockOptions LONG =
      LockOptions.defaults().leaseDuration(Duration.ofMinutes(10)).autoRenew(false);

  @Override
  public Outcome perform(Contestant contestant, Keeping keep) {
    BatonLock baton = (BatonLock) contestant;
    List<CompletableFuture<Lease>> pending = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pending.add(baton.lock(prefix + i, LONG).acquireAsync().toCompletableFuture());
    }
    pending.forEach(CompletableFuture::join);
    return Outcome.NOTHING;
  }
}
