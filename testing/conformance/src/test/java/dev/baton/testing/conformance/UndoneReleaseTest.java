package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A failover can bring back a lock that was released. The client that released it notices when it
 * wants the lock again, and a lock that it holds is safe from that.
 */
@Execution(ExecutionMode.CONCURRENT)
class UndoneReleaseTest extends Contract {
  private static final LockOptions ENDLESS = LockOptions.defaults().neverExpires();

  @Test
  void releaseUndone_lockWantedAgain_isReleasedOnceMoreAndGranted() throws Exception {
    DistributedLock lock = lock("k");
    Lease undone = releasedAndBack(lock, "PX", "600000");
    Lease next = get(inBackground(lock::acquire));
    assertThat(next.fencingToken()).isGreaterThan(undone.fencingToken());
    next.release();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void releaseOfEndlessLockUndone_lockWantedAgain_isGranted() throws Exception {
    DistributedLock lock = lock("k", ENDLESS);
    releasedAndBack(lock);
    get(inBackground(lock::acquire)).release();
  }

  @Test
  void releaseUndone_lockTried_isFreeSoon() {
    DistributedLock lock = lock("k");
    releasedAndBack(lock, "PX", "600000");
    assertThat(lock.tryAcquire()).isEmpty();
    eventually().until(() -> lock.tryAcquire().isPresent());
  }

  @Test
  void releaseUndone_othersWait_firstOfThemIsServed() throws Exception {
    DistributedLock lock = lock("k");
    releasedAndBack(lock, "PX", "600000");
    DistributedLock elsewhere = lock("k");
    CompletableFuture<Lease> waiter = inBackground(elsewhere::acquire);
    eventually().until(() -> waiting(elsewhere) == 1);
    CompletableFuture<Lease> again = inBackground(lock::acquire);
    get(waiter).release();
    get(again).release();
  }

  /** Each of the two is a request of its own to the server, of the same client. */
  @Test
  void lockHeldHere_wantedHereWithOtherOptions_staysHeld() {
    LockClient client = client();
    for (LockOptions options : new LockOptions[] {STRICT, ENDLESS, STRICT.autoRenew(false)}) {
      Lease held = client.lock("k", options).tryAcquire().orElseThrow();
      for (int i = 0; i < 20; i++) {
        assertThat(client.lock("k").tryAcquire()).isEmpty();
        assertThat(client.lock("k", STRICT).tryAcquire()).isEmpty();
      }
      assertThat(redis.get("k")).isEqualTo(held.ownerToken());
      held.release();
    }
  }

  /** Takes and releases a lock, which is then as if it had not been released. */
  private Lease releasedAndBack(DistributedLock lock, String... lifetime) {
    Lease lease = lock.tryAcquire().orElseThrow();
    lease.release();
    String[] command = {"SET", "k", lease.ownerToken()};
    String[] words = Arrays.copyOf(command, command.length + lifetime.length);
    System.arraycopy(lifetime, 0, words, command.length, lifetime.length);
    redis.send(words);
    return lease;
  }
}
