package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LossReason;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server that is cut off, stalls, stops and comes back. */
@Execution(ExecutionMode.CONCURRENT)
class OutageTest extends Contract {
  private Duration timeout = PATIENTLY;

  @Override
  RedisServer server() {
    return keep(RedisServer.start());
  }

  @Override
  Duration timeout() {
    return timeout;
  }

  @Test
  void replyToAcquire_lost_leavesNoLockBehind() throws Exception {
    timeout = BRIEFLY;
    DistributedLock lock = lock("k");
    lock.acquire().release();
    DistributedLock watcher = lock("k");
    server.pause();
    assertThatThrownBy(lock::tryAcquire)
        .isInstanceOf(BackendException.class)
        .satisfies(
            e ->
                assertThat(((BackendException) e).outcome())
                    .isEqualTo(BackendException.Outcome.UNKNOWN));
    server.resume();
    // The command was in the socket: it is carried out, and then undone, long before its lease
    // ends.
    eventually().until(() -> redis.commandCounts().getOrDefault("zrem", 0L) > 0);
    eventually().until(() -> !watcher.isLocked());
    lock.acquire().release();
  }

  @Test
  void replyToRelease_lost_isSettledInTheBackground() throws Exception {
    timeout = BRIEFLY;
    DistributedLock lock = lock("k");
    Lease lease = lock.acquire();
    server.pause();
    assertThatThrownBy(lease::release).isInstanceOf(BackendException.class);
    assertThat(lease.isHeld()).isFalse();
    server.resume();
    eventually().until(() -> redis.get("k") == null);
  }

  @Test
  void frozenServer_triedWithADeadline_isLeftAtTheDeadline() throws Exception {
    DistributedLock lock = keep(adapter.connect(address() + "?timeout=10m")).lock("k");
    lock.acquire().release();
    server.pause();
    CompletableFuture<Optional<Lease>> tried =
        inBackground(() -> lock.tryAcquire(Duration.ofMillis(300)));
    // Far less than the time-out of a command: that is not yet a silence to tell of.
    assertThat(get(tried)).isEmpty();
    server.resume();
  }

  @Test
  void stoppedServer_holderIsTold_noLaterThanItsLeasesEnd() throws Exception {
    Lease lease = lock("k", leaseOfMillis(1_000)).acquire();
    server.kill();
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
    while (lease.isHeld()) {
      assertThat(lease.remaining()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
    assertThat(lease.remaining()).isZero();
    assertThat(get(lost)).isEqualTo(LossReason.EXPIRED);
    assertThat(lease.release()).isEqualTo(dev.baton.ReleaseOutcome.ALREADY_LOST);
  }

  @Test
  void stoppedServer_acquiring_failsAtOnceAndSaysNotDone() throws Exception {
    DistributedLock lock = lock("k");
    lock.acquire().release();
    server.kill();
    eventually()
        .untilAsserted(
            () ->
                assertThatThrownBy(lock::tryAcquire)
                    .isInstanceOfSatisfying(
                        BackendException.class,
                        e -> assertThat(e.outcome()).isEqualTo(BackendException.Outcome.NOT_DONE)));
  }

  @Test
  void serverRestarted_waitersGoOn() throws Exception {
    DistributedLock lock = lock("k");
    lock.acquire();
    CompletableFuture<Lease> blocked = inBackground(() -> lock("k").acquire());
    eventually().until(() -> waiting(lock) == 1);
    CompletableFuture<Lease> future = lock("k").acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 2);
    server.kill();
    server.restart();
    CompletableFuture.anyOf(blocked, future)
        .get(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    (blocked.isDone() ? blocked : future).join().release();
    get(blocked).release();
    get(future).release();
  }

  @Test
  void pushConnectionCut_whileWaiting_isHeardAllTheSame() throws Exception {
    DistributedLock lock = lock("k");
    Lease lease = lock.acquire();
    DistributedLock other = lock("k", lease(Duration.ofMinutes(5)));
    CompletableFuture<Lease> waiter = inBackground(other::acquire);
    eventually().until(() -> waiting(lock) == 1);
    for (int i = 0; i < 3; i++) {
      redis.cut("pubsub");
      eventually().until(() -> redis.connections("pubsub").size() == 1);
    }
    lease.release();
    get(waiter).release();
  }

  @Test
  void pushConnectionCut_atTheRelease_isMadeUpForWithinSeconds() throws Exception {
    DistributedLock lock = lock("k");
    Lease lease = lock.acquire();
    DistributedLock other = lock("k", lease(Duration.ofMinutes(5)));
    CompletableFuture<Lease> waiter = inBackground(other::acquire);
    eventually().until(() -> waiting(lock) == 1);
    redis.cut("pubsub");
    lease.release();
    // By asking again once subscribed, or by the next poll, which is seconds away.
    get(waiter).release();
  }

  @Test
  void commandConnectionsCut_whileHolding_areRenewedOnNewOnes() throws Exception {
    Lease lease = lock("k", leaseOfMillis(9_000)).acquire();
    for (int i = 0; i < 2; i++) {
      redis.cut("normal");
      long before = redis.renewals();
      eventually().until(() -> redis.renewals() > before + 1);
    }
    assertThat(lease.isHeld()).isTrue();
    lease.release();
  }

  @Test
  void scriptsFlushed_areSentAgain() throws Exception {
    DistributedLock lock = lock("k", leaseOfMillis(9_000));
    Lease lease = lock.acquire();
    redis.send("SCRIPT", "FLUSH");
    long before = redis.renewals();
    eventually().until(() -> redis.renewals() > before);
    redis.send("SCRIPT", "FLUSH");
    assertThat(lease.release()).isEqualTo(dev.baton.ReleaseOutcome.RELEASED);
    redis.send("SCRIPT", "FLUSH");
    get(lock.acquireAsync().toCompletableFuture()).release();
  }
}
