package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Those who stop waiting leave nothing behind: no place in the queue, and no lock. */
@Execution(ExecutionMode.CONCURRENT)
class GiveUpTest extends Contract {

  @Test
  void interruptedThread_acquiring_throwsAndHoldsNothing() throws Exception {
    DistributedLock lock = lock("k");
    boolean flag =
        get(
            inBackground(
                () -> {
                  Thread.currentThread().interrupt();
                  assertThatThrownBy(lock::acquire).isInstanceOf(InterruptedException.class);
                  return Thread.currentThread().isInterrupted();
                }));
    assertThat(flag).isFalse();
    assertThat(redis.keys()).isEmpty();
  }

  @Test
  void interruptedThread_tryingOnce_getsTheLockAndKeepsTheFlag() throws Exception {
    DistributedLock lock = lock("k");
    boolean flag =
        get(
            inBackground(
                () -> {
                  Thread.currentThread().interrupt();
                  lock.tryAcquire().orElseThrow().release();
                  return Thread.currentThread().isInterrupted();
                }));
    assertThat(flag).isTrue();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void waitingThread_interrupted_leavesTheQueue() throws Exception {
    DistributedLock lock = lock("k", STRICT);
    Lease lease = lock.acquire();
    Thread[] waiter = new Thread[1];
    CompletableFuture<Lease> wait =
        inBackground(
            () -> {
              waiter[0] = Thread.currentThread();
              return lock.acquire();
            });
    eventually().until(() -> waiting(lock) == 1);
    waiter[0].interrupt();
    assertThatThrownBy(() -> get(wait)).hasCauseInstanceOf(InterruptedException.class);
    eventually().until(() -> waiting(lock) == 0);
    assertThat(lease.release()).isEqualTo(dev.baton.ReleaseOutcome.RELEASED);
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void waitingFuture_cancelled_leavesTheQueue() throws Exception {
    DistributedLock lock = lock("k", STRICT);
    Lease lease = lock.acquire();
    CompletableFuture<Lease> wait = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    wait.cancel(true);
    eventually().until(() -> waiting(lock) == 0);
    lease.release();
    assertThat(lock.isLocked()).isFalse();
  }

  /** Cancels at any moment around the handover: the lock is free afterwards, whoever came first. */
  @RepeatedTest(30)
  void waitingFuture_cancelledAtTheHandover_leavesTheLockFree() throws Exception {
    DistributedLock lock = lock("k");
    DistributedLock other = lock("k");
    Lease lease = lock.acquire();
    CompletableFuture<Lease> wait = other.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    CompletableFuture<?> release = inBackground(lease::release);
    long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(400_000);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    if (!wait.cancel(true)) {
      get(wait).release();
    }
    get(release);
    eventually().until(() -> !lock.isLocked() && waiting(lock) == 0);
  }

  @RepeatedTest(30)
  void waitingThread_interruptedAtTheHandover_holdsTheLockOrLeavesItFree() throws Exception {
    DistributedLock lock = lock("k");
    DistributedLock other = lock("k");
    Lease lease = lock.acquire();
    Thread[] waiter = new Thread[1];
    CompletableFuture<Boolean> wait =
        inBackground(
            () -> {
              waiter[0] = Thread.currentThread();
              try (Lease mine = other.acquire()) {
                return mine.isHeld();
              } catch (InterruptedException e) {
                return true;
              }
            });
    eventually().until(() -> waiting(lock) == 1);
    CompletableFuture<?> release = inBackground(lease::release);
    long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(400_000);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    waiter[0].interrupt();
    get(release);
    assertThat(get(wait)).isTrue();
    eventually().until(() -> !lock.isLocked() && waiting(lock) == 0);
  }

  @Test
  void client_closed_endsItsWaitersAndGivesBackWhatItHolds() throws Exception {
    DistributedLock lock = lock("k");
    Lease lease = lock.acquire();
    var closing = adapter.connect(address());
    CompletableFuture<Lease> blocked = inBackground(() -> closing.lock("k").acquire());
    CompletableFuture<Lease> future =
        closing.lock("k", STRICT).acquireAsync().toCompletableFuture();
    Lease held = closing.lock("mine").acquire();
    eventually().until(() -> waiting(lock) == 2);
    closing.close();

    assertThatThrownBy(() -> get(blocked)).hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> get(future)).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(get(held.lost().toCompletableFuture()))
        .isEqualTo(dev.baton.LossReason.CLIENT_CLOSED);
    assertThat(redis.get("mine")).isNull();
    assertThat(waiting(lock)).isZero();
    assertThat(lease.isHeld()).isTrue();
    assertThatThrownBy(() -> closing.lock("k").tryAcquire())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    closing.close();
  }
}
