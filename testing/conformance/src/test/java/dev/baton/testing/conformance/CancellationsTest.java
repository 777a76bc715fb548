package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockListener;
import dev.baton.LockOptions;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.ReleaseOutcome;
import dev.baton.testing.server.Moments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Stages that are cancelled at any moment around their grants leave nothing behind: no key, no
 * waiter, and no hold.
 */
@Execution(ExecutionMode.CONCURRENT)
class CancellationsTest extends Contract {
  private static final int ACQUISITIONS = 10_000;
  private static final int THREADS = 4;
  private static final int AT_ONCE = 4;
  private static final int KEYS = 3;

  /** What is left behind stays for long. */
  private static final LockOptions LONG = lease(Duration.ofMinutes(10));

  private final Moments moments = new Moments();

  /** What Baton granted, not counting several at once, whether or not its caller took the lease. */
  private final AtomicInteger granted = new AtomicInteger();

  /** What of that callers took. */
  private final AtomicInteger taken = new AtomicInteger();

  /** What was cancelled before it was granted. */
  private final AtomicInteger left = new AtomicInteger();

  /** What is asked for, in some way. */
  private record Asked<L>(
      boolean one, CompletableFuture<L> lease, Function<L, CompletionStage<ReleaseOutcome>> drop) {}

  @Test
  void acquisitions_cancelledAtRandom_leaveNothingBehind() throws Exception {
    List<LockClient> clients = List.of(counted(), counted(), client());
    askAndCancel(clients, ACQUISITIONS);

    assertNothingHeldOrWaitedFor(clients);
    eventually()
        .untilAsserted(
            () ->
                assertThat(redis.keys())
                    .as("%s", moments)
                    .allMatch(key -> key.startsWith("baton:fence:"))); // expire by themselves
    int granted = this.granted.get();
    System.out.printf(
        "%s, %s: of %d acquisitions %d were granted, %d of these as they were cancelled%n",
        moments, adapter, granted + left.get(), granted, granted - taken.get());
    assertThat(taken).as("granted, %s", moments).hasPositiveValue();
    assertThat(left).as("cancelled before a grant, %s", moments).hasPositiveValue();
    assertThat(granted).as("granted as cancelled, %s", moments).isGreaterThan(taken.get());
  }

  @Test
  void acquisitions_cancelledWhileAnotherHolds_leaveNoWaiter() throws Exception {
    LockClient holder = client();
    List<Acquirable> held = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      held.add(holder.lock("lock:" + key, LONG));
      held.add(holder.readWriteLock("doc:" + key, LONG).writeLock());
      held.add(holder.semaphore("pool:" + key, 3, LONG).withWeight(3));
    }
    for (Acquirable each : held) {
      each.acquire();
    }
    List<LockClient> clients = List.of(counted(), counted(), client());
    askAndCancel(clients, 500);

    assertNothingHeldOrWaitedFor(clients);
    for (Acquirable each : held) {
      eventually()
          .untilAsserted(
              () -> assertThat(each.inspect().waiting()).as("%s, %s", each, moments).isZero());
    }
    assertThat(granted).as("granted, %s", moments).hasValue(0);
  }

  private void assertNothingHeldOrWaitedFor(List<LockClient> clients) {
    for (LockClient client : clients) {
      eventually().untilAsserted(() -> assertThat(client.local()).as("%s", moments).isEmpty());
    }
  }

  /**
   * Some threads acquire and cancel.
   *
   * @param clients the last is for several locks at once, which are not counted
   */
  private void askAndCancel(List<LockClient> clients, int acquisitions) throws Exception {
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      LockClient counted = clients.get(i % 2);
      Random random = moments.random();
      threads.add(
          inBackground(
              () -> {
                for (int k = 0; k < acquisitions / THREADS / AT_ONCE; k++) {
                  askAndCancel(counted, clients.get(2), random);
                }
                return null;
              }));
    }
    for (CompletableFuture<Void> each : threads) {
      each.get(); // as long as it takes
    }
  }

  /** Some at once, some of which may wait for others of them. */
  private void askAndCancel(LockClient counted, LockClient ofSeveral, Random random) {
    List<Runnable> cancel = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      Asked<?> asked = ask(counted, ofSeveral, random);
      cancel.add(() -> cancel(asked, random));
    }
    cancel.forEach(Runnable::run);
  }

  private <L> void cancel(Asked<L> asked, Random random) {
    moments.await(random, asked.lease()::isDone);
    boolean cancelled = asked.lease().cancel(false);
    moments.cameFirst(!cancelled);
    if (!cancelled) {
      taken.addAndGet(asked.one() ? 1 : 0);
      var released = asked.drop().apply(asked.lease().join()).toCompletableFuture();
      assertThat(released.join()).isEqualTo(ReleaseOutcome.RELEASED);
    }
  }

  private static Asked<?> ask(LockClient client, LockClient ofSeveral, Random random) {
    int key = random.nextInt(KEYS);
    Duration maxWait = random.nextBoolean() ? null : Duration.ofMinutes(10);
    return switch (random.nextInt(6)) {
      case 0 -> one(client.lock("lock:" + key, LONG), maxWait);
      case 1 -> one(client.lock("lock:" + key, LONG.strictFifo(true)), maxWait);
      case 2 -> one(client.readWriteLock("doc:" + key, LONG).readLock(), maxWait);
      case 3 -> one(client.readWriteLock("doc:" + key, LONG).writeLock(), maxWait);
      case 4 -> one(client.semaphore("pool:" + key, 3, LONG).withWeight(2), maxWait);
      default ->
          several(
              ofSeveral.allOf(
                  ofSeveral.lock("lock:" + key, LONG),
                  ofSeveral.lock("lock:" + (key + 1) % KEYS, LONG),
                  ofSeveral.semaphore("pool:" + key, 3, LONG)),
              maxWait);
    };
  }

  private static Asked<Lease> one(Acquirable lock, Duration maxWait) {
    CompletionStage<Lease> lease =
        maxWait == null ? lock.acquireAsync() : lock.acquireAsync(maxWait);
    return new Asked<>(true, lease.toCompletableFuture(), Lease::releaseAsync);
  }

  private static Asked<MultiLease> several(MultiLock locks, Duration maxWait) {
    CompletionStage<MultiLease> leases =
        maxWait == null ? locks.acquireAsync() : locks.acquireAsync(maxWait);
    return new Asked<>(false, leases.toCompletableFuture(), MultiLease::releaseAsync);
  }

  private LockClient counted() {
    return keep(
        LockClient.builder(adapter.connector(fullAddress())).listener(new Counts()).build());
  }

  private final class Counts implements LockListener {
    @Override
    public void acquired(Acquired acquisition) {
      granted.incrementAndGet();
      LockSupport.parkNanos(1); // by now it is granted, and can still be cancelled
    }

    @Override
    public void notAcquired(NotAcquired acquisition) {
      left.incrementAndGet();
    }
  }
}
