package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take votes from one another. */
class QuorumContentionTest {
  private static final int SEEDS = 50;
  private static final int LOCKS_EACH = 10;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void twoClients_atTheSameTime_settleAfterFewTries(int size) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try (World world = new World(size, seed)) {
        long tries = compete(world, 2);
        // A try is one ACQUIRE on each member; where nobody competes it takes one.
        assertThat(tries).as("tries, seed %d", seed).isLessThan(2 * LOCKS_EACH * 12);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void fiveClients_atTheSameTime_allGetTheirLocks(int size) {
    for (long seed = 1; seed <= 10; seed++) {
      try (World world = new World(size, seed)) {
        compete(world, 5);
      }
    }
  }

  private static long compete(World world, int clients) {
    Contest contest = new Contest();
    List<QuorumClient> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(world.client(world::someLatency));
    }
    all.forEach(client -> contest.want(client, LOCKS_EACH));
    int steps = 0;
    while (contest.open > 0) {
      assertThat(world.timer.step()).as("something goes on").isTrue();
      assertThat(++steps).as("steps").isLessThan(1_000_000);
    }
    assertThat(contest.wrong).isEmpty();
    return world.nodes.stream()
        .mapToLong(node -> node.log.stream().filter("ACQUIRE"::equals).count())
        .max()
        .orElseThrow();
  }

  /** Who has the lock, and with what fence; what is wrong is kept for the test to say. */
  private static final class Contest {
    final List<String> wrong = new ArrayList<>();
    int open;
    private int holders;
    private long fence;

    void want(QuorumClient client, int times) {
      open++;
      CompletableFuture<Lease> waiting = client.lock("k").acquireAsync().toCompletableFuture();
      var unused = waiting.thenAccept(lease -> granted(client, lease, times));
    }

    private void granted(QuorumClient client, Lease lease, int times) {
      holders++;
      if (holders > 1) {
        wrong.add(holders + " holders");
      }
      if (lease.fencingToken() <= fence) {
        wrong.add("fence " + lease.fencingToken() + " after " + fence);
      }
      fence = lease.fencingToken();
      var unused =
          client
              .quorum()
              .timer()
              .at(client.quorum().clock().after(3_000_000), () -> done(client, lease, times));
    }

    private void done(QuorumClient client, Lease lease, int times) {
      holders--;
      var unused =
          lease
              .releaseAsync()
              .thenRun(
                  () -> {
                    if (times > 1) {
                      want(client, times - 1);
                    }
                    open--;
                  });
    }
  }
}
