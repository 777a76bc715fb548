package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.ReleaseOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Ten thousand waiters in one client. */
class ScaleTest extends Contract {
  private static final int MANY = 10_000;

  @Test
  void tenThousandWaiters_onOneLock_takeOnePlaceAndAreServedInOrder() throws Exception {
    Lease held = lock("k").acquire();
    LockClient client = client();
    List<Integer> served = new ArrayList<>(); // one at a time, under the lock
    List<CompletableFuture<ReleaseOutcome>> waiters = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      int number = i;
      waiters.add(
          client
              .lock("k")
              .acquireAsync()
              .thenCompose(
                  lease -> {
                    served.add(number);
                    return lease.releaseAsync();
                  })
              .toCompletableFuture());
    }
    eventually().until(() -> waiting(client.lock("k")) == 1);
    assertThat(connections()).isLessThanOrEqualTo(4);
    Map<String, Long> before = redis.commandCounts();
    held.release();
    for (CompletableFuture<ReleaseOutcome> waiter : waiters) {
      assertThat(get(waiter)).isEqualTo(ReleaseOutcome.RELEASED);
    }
    assertThat(served).isSorted().hasSize(MANY);
    long asked = redis.commandCounts().get("evalsha") - before.get("evalsha");
    // 256 in a row are the most; a busy machine may fit fewer into the time of a turn.
    assertThat(asked).isBetween((long) MANY / 256, (long) MANY);
  }

  @Test
  void tenThousandWaiters_onAsManyLocks_shareTwoConnections() throws Exception {
    LockClient holder = patientClient();
    List<CompletableFuture<Lease>> held = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      held.add(holder.lock("k" + i).acquireAsync().toCompletableFuture());
    }
    LockClient client = patientClient();
    List<CompletableFuture<ReleaseOutcome>> waiters = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      get(held.get(i));
      waiters.add(
          client
              .lock("k" + i)
              .acquireAsync()
              .thenCompose(Lease::releaseAsync)
              .toCompletableFuture());
    }
    eventually().until(() -> waiting(client.lock("k" + (MANY - 1))) == 1);
    assertThat(connections()).isLessThanOrEqualTo(4);
    int atOnce = 250; // so few that a busy machine hears of each grant before its claim is over
    for (int first = 0; first < MANY; first += atOnce) {
      held.subList(first, first + atOnce).forEach(each -> each.join().releaseAsync());
      for (CompletableFuture<ReleaseOutcome> waiter : waiters.subList(first, first + atOnce)) {
        assertThat(get(waiter)).isEqualTo(ReleaseOutcome.RELEASED);
      }
    }
  }

  /** Ten thousand commands at once may take a busy machine longer than a client usually waits. */
  private LockClient patientClient() {
    return keep(adapter.connect(address() + "?timeout=60s"));
  }

  /** Two for each client, but for one that never waited. */
  private int connections() {
    return redis.connections("normal").size() + redis.connections("pubsub").size();
  }
}
