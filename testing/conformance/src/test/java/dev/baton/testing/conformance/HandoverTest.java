package dev.baton.testing.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * How soon a release is heard by the next in the queue, against the least that it can take with the
 * same client on the same machine: a bare publish that wakes a thread. Both are measured by turns
 * in one run, and only their ratio counts.
 */
class HandoverTest extends Contract {
  /** Both ways are to be compiled alike before they are compared. */
  private static final int WARM_UP_ROUNDS = 15;

  private static final int ROUNDS = 5;
  private static final int HANDOVERS_PER_ROUND = 200;
  private static final long PAUSE_NANOS = 50_000;
  private static final int ATTEMPTS = 5;
  private static final double MOST = 1.5;

  /** The best of several measurements counts, since a busy machine can spoil any one. */
  @Test
  void release_heardByTheNext_takesLittleMoreThanABarePublish() throws Exception {
    List<DistributedLock> locks = List.of(lock("k"), lock("k"));
    List<Player> players = List.of(new Player("ping", "pong"), new Player("pong", "ping"));
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      handover(locks);
      publish(players);
    }
    double best = Double.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && best > MOST; attempt++) {
      best = Math.min(best, ratio(locks, players));
    }
    assertThat(best).isLessThanOrEqualTo(MOST);
  }

  private double ratio(List<DistributedLock> locks, List<Player> players) throws Exception {
    double[] handovers = new double[ROUNDS];
    double[] publishes = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      handovers[round] = handover(locks);
      publishes[round] = publish(players);
    }
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, i -> handovers[i] / publishes[i]);
    double ratio = median(handovers) / median(publishes);
    System.out.printf(
        "%s: a handover takes %.0f µs, a bare publish %.0f µs: ratio %.2f (by round %.2f to %.2f)%n",
        adapter,
        median(handovers) / 1e3,
        median(publishes) / 1e3,
        ratio,
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow());
    return ratio;
  }

  /** The median time from the call of a release until the next one's acquire returns, in ns. */
  private static double handover(List<DistributedLock> locks) throws Exception {
    AtomicLong releasedAt = new AtomicLong();
    AtomicInteger noted = new AtomicInteger();
    double[] heard = new double[HANDOVERS_PER_ROUND];
    List<CompletableFuture<Void>> sides = new java.util.ArrayList<>();
    Lease first = locks.get(0).acquire();
    for (int side = 0; side < 2; side++) {
      int start = side;
      DistributedLock lock = locks.get(1 - side);
      sides.add(
          inBackground(
              () -> {
                for (int i = start; i < HANDOVERS_PER_ROUND; i += 2) {
                  Lease lease = lock.acquire();
                  heard[i] = System.nanoTime() - releasedAt.get();
                  noted.incrementAndGet();
                  if (i < HANDOVERS_PER_ROUND - 1) {
                    awaitWaiter(lock);
                  }
                  releasedAt.set(System.nanoTime());
                  lease.release();
                  // Asking again at once would compete with the one who is being woken.
                  while (noted.get() == i + 1 && i < HANDOVERS_PER_ROUND - 1) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                  }
                }
                return null;
              }));
      awaitWaiter(lock, side + 1);
    }
    releasedAt.set(System.nanoTime());
    first.release();
    for (CompletableFuture<Void> side : sides) {
      get(side);
    }
    return median(heard);
  }

  private static void awaitWaiter(DistributedLock lock) {
    awaitWaiter(lock, 1);
  }

  private static void awaitWaiter(DistributedLock lock, int many) {
    while (lock.inspect().waiters().size() < many) {
      Thread.onSpinWait();
    }
  }

  /** The median time from the call of a publish until the other side's thread is awake, in ns. */
  private static double publish(List<Player> players) throws Exception {
    AtomicLong sentAt = new AtomicLong();
    double[] heard = new double[HANDOVERS_PER_ROUND];
    List<CompletableFuture<Void>> sides = new java.util.ArrayList<>();
    for (int side = 0; side < 2; side++) {
      int start = side;
      Player player = players.get(1 - side);
      sides.add(
          inBackground(
              () -> {
                player.thread = Thread.currentThread();
                for (int i = start; i < HANDOVERS_PER_ROUND; i += 2) {
                  player.await();
                  heard[i] = System.nanoTime() - sentAt.get();
                  if (i < HANDOVERS_PER_ROUND - 1) {
                    sentAt.set(System.nanoTime());
                    player.publish();
                  }
                }
                return null;
              }));
      eventually().until(() -> player.thread != null);
    }
    sentAt.set(System.nanoTime());
    players.get(0).publish();
    for (CompletableFuture<Void> side : sides) {
      get(side);
    }
    players.forEach(Player::forget);
    return median(heard);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** One side of the bare game: hears on one channel, and publishes to the other. */
  private final class Player implements BackendListener {
    private final Backend backend;
    private final Command publish;
    private volatile Thread thread;
    private volatile boolean heard;

    Player(String mine, String theirs) {
      backend = keep(adapter.connector(server.uri()).connect(this));
      backend.subscribe(mine.getBytes(UTF_8), false);
      publish =
          Command.of("PUBLISH", theirs, "GRANT bqvt5mezip2g.1 1795412702644549 3000 17954127026");
    }

    void publish() {
      backend.execute(publish);
    }

    void await() {
      while (!heard) {
        LockSupport.park(this);
      }
      heard = false;
    }

    void forget() {
      thread = null;
      heard = false;
    }

    @Override
    public void onMessage(byte[] payload) {
      heard = true;
      LockSupport.unpark(thread);
    }

    @Override
    public void onResubscribed() {}

    @Override
    public void onSubscriptionLost() {}

    @Override
    public void onReconnected() {}
  }
}
