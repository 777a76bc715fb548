package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.runtime.Engine;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.internal.time.Environment;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/**
 * Processes that were started from one memory image: whatever was drawn before it was taken is the
 * same in all of them, the name of the channel among it.
 */
class RestoredProcessTest extends Contract {
  private static final LockOptions LONG = lease(Duration.ofSeconds(90));

  private final AtomicLong clockSetBy = new AtomicLong();

  @Test
  void lockHeldByACopy_tried_isNotTakenNorReleased() {
    DistributedLock copy = copy(1).lock("k");
    DistributedLock other = copy(2).lock("k");
    Lease held = copy.tryAcquire().orElseThrow();

    assertThat(other.tryAcquire()).isEmpty();
    assertThat(redis.get("k")).isEqualTo(held.ownerToken());
    assertThat(held.release()).isEqualTo(ReleaseOutcome.RELEASED);
    Lease next = other.tryAcquire().orElseThrow();
    assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
    next.release();
  }

  @Test
  void lockHeldByACopy_released_isHandedToTheOneThatWaits() throws Exception {
    DistributedLock copy = copy(1).lock("k");
    DistributedLock other = copy(2).lock("k");
    Lease held = copy.acquire();
    CompletableFuture<Lease> waiter = inBackground(other::acquire);
    eventually().until(() -> waiting(copy) == 1);
    held.release();
    Lease next = get(waiter);
    assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
    CompletableFuture<Lease> again = inBackground(copy::acquire);
    eventually().until(() -> waiting(copy) == 1);
    next.release();
    get(again).release();
  }

  @Test
  void copies_contending_holdTheLockOneAtATime() throws Exception {
    Set<Long> fences = ConcurrentHashMap.newKeySet();
    AtomicBoolean held = new AtomicBoolean();
    CompletableFuture<Boolean> one = inBackground(() -> contend(copy(1), held, fences));
    CompletableFuture<Boolean> other = inBackground(() -> contend(copy(2), held, fences));

    assertThat(get(one)).as("alone each time").isTrue();
    assertThat(get(other)).as("alone each time").isTrue();
    assertThat(fences).hasSize(200);
  }

  private static boolean contend(LockClient copy, AtomicBoolean held, Set<Long> fences)
      throws InterruptedException {
    boolean alone = true;
    for (int turn = 0; turn < 100; turn++) {
      try (Lease lease = copy.lock("k").acquire()) {
        alone &= !held.getAndSet(true);
        fences.add(lease.fencingToken());
        held.set(false);
      }
    }
    return alone;
  }

  @Test
  void lease_processRestored_isLostAndLeftInRedis() throws Exception {
    LockClient copy = copy(1);
    Lease lease = copy.lock("k", LONG).acquire();
    CompletableFuture<LossReason> told = lease.lost().toCompletableFuture();
    restore(copy, told);

    assertThat(get(told)).isEqualTo(LossReason.RESTORED);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(redis.get("k")).as("it can be a copy's").isEqualTo(lease.ownerToken());
    assertThat(copy.lock("k", LONG).tryAcquire()).isEmpty();
    assertThat(redis.get("k")).isEqualTo(lease.ownerToken());
  }

  @Test
  void lease_connectionLostOnly_isKept() {
    LockClient copy = copy(1);
    Lease lease = copy.lock("k", LONG).tryAcquire().orElseThrow();
    redis.cut("normal");
    eventually().until(() -> isAnswered(copy));
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
  }

  @Test
  void waiter_processRestored_isServedUnderAnotherRequest() throws Exception {
    LockClient copy = copy(1);
    Lease elsewhere = lock("k").tryAcquire().orElseThrow();
    CompletableFuture<Lease> waiter = inBackground(copy.lock("k")::acquire);
    DistributedLock lock = lock("k");
    eventually().until(() -> waiting(lock) == 1);
    String before = lock.inspect().waiters().get(0).ownerToken();
    restore(copy, new CompletableFuture<>());
    DistributedLock later = lock("k");
    eventually().until(() -> waiting(later) == 2);
    later.release(elsewhere.ownerToken());
    Lease lease = get(waiter); // after the claim of the old one, which nobody takes up
    assertThat(lease.ownerToken()).doesNotStartWith(before);
    lease.release();
  }

  /** As a process that begins with the memory of another: without its connections, later. */
  private void restore(LockClient copy, CompletableFuture<?> until) {
    clockSetBy.set(TimeUnit.HOURS.toMillis(1));
    redis.cut("normal");
    eventually().until(() -> isAnswered(copy) || until.isDone());
  }

  private static boolean isAnswered(LockClient client) {
    try {
      client.lock("k").isLocked();
      return true;
    } catch (BackendException unanswered) {
      return false;
    }
  }

  /** A client that has drawn the same as all others before, and what is its own since. */
  private LockClient copy(long seed) {
    Environment own = Environment.ofThisProcess();
    Random since = new Random(seed);
    AtomicBoolean restored = new AtomicBoolean();
    LongSupplier numbers = () -> restored.getAndSet(true) ? since.nextLong() : 4_711;
    return keep(
        Engine.open(
            adapter.connector(address()),
            new ClientSettings(LockOptions.defaults(), "copied", Duration.ofMinutes(10), ""),
            new Environment(
                own.ticker(),
                own.timer(),
                own.callbackExecutor(),
                own.blockingExecutor(),
                numbers,
                () -> System.currentTimeMillis() + clockSetBy.get())));
  }
}
