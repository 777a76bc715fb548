package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A primary is killed while locks are held, waited for and handed on, and Sentinels name another.
 */
@Execution(ExecutionMode.CONCURRENT)
class SentinelFailoverTest extends Contract {
  private SentinelTopology topology;

  @Override
  RedisServer server() {
    topology = keep(SentinelTopology.start(Duration.ofSeconds(1)));
    return topology.primary();
  }

  @Override
  Duration timeout() {
    return BRIEFLY;
  }

  @Override
  String address() {
    return topology.uri();
  }

  @Test
  void primaryKilled_underLoad_locksGoOnAtTheNextOneAndFencesRise(TestReporter reporter)
      throws Exception {
    Load load = keep(new Load());
    for (int i = 0; i < 3; i++) {
      LockClient client = client();
      load.run(client.lock("busy"));
      load.run(client.lock("busy"));
      load.run(client.lock("busy " + i));
    }
    DistributedLock lock = lock("kept", lease(Duration.ofMinutes(1)));
    Lease kept = lock.acquire();
    CompletableFuture<Lease> waiter = inBackground(() -> lock("kept").acquire());
    eventually().until(() -> waiting(lock) == 1);
    eventually().until(() -> load.grants() > 300);
    assertThat(redis.number("WAIT", "2", "20000")).isEqualTo(2);

    long killedAt = System.nanoTime();
    RedisServer old = topology.killPrimary();
    RedisServer next = topology.primary();
    long writableAt = System.nanoTime();
    Load.Grant first = load.awaitGrantOfEachThreadAfter(writableAt);
    reporter.publishEntry(
        "| %s | new primary after %d ms | first grant after %d ms | of all threads after %d ms | %s |"
            .formatted(
                adapter,
                millis(killedAt, writableAt),
                millis(writableAt, load.firstGrantOfAfter("busy", writableAt)),
                millis(writableAt, first.at()),
                load));

    // what was replicated is held on, and whoever waited for it is served
    assertThat(kept.isHeld()).isTrue();
    eventually().ignoreExceptionsInstanceOf(BackendException.class).until(() -> waiting(lock) == 1);
    assertThat(kept.release()).isEqualTo(ReleaseOutcome.RELEASED);
    Lease handedOn = get(waiter);
    assertThat(handedOn.fencingToken()).isGreaterThan(kept.fencingToken());

    // the old one comes back, as a primary until the Sentinels see it: nobody asks it
    old.restart();
    try (RedisCli there = new RedisCli(next.uri())) {
      there.cut("normal");
      there.cut("pubsub");
    }
    topology.awaitReplica(old);
    load.awaitGrantOfEachThreadAfter(System.nanoTime());
    try (RedisCli there = new RedisCli(old.uri())) {
      assertThat(there.commandCounts()).doesNotContainKeys("evalsha", "eval");
      assertThat(batonConnections(there)).isZero();
    }
    handedOn.release();
    load.close();
    assertThat(load.inversions()).isZero();
    assertThat(load.unexpected()).isEmpty();
  }

  @Test
  void lockNotReplicated_primaryKilled_holderIsToldAndTheNextHasALargerFence(TestReporter reporter)
      throws Exception {
    DistributedLock lock = lock("lost", lease(Duration.ofMinutes(1)));
    Lease before = lock.acquire();
    before.release();
    topology.stopReplication();
    Lease holder = lock.acquire();
    CompletableFuture<LossReason> told = holder.lost().toCompletableFuture();
    CompletableFuture<Lease> waiter = inBackground(() -> lock("lost").acquire());
    eventually().until(() -> waiting(lock) == 1);

    topology.resumeReplicationWithout(topology.killPrimary());
    topology.primary();
    long writableAt = System.nanoTime();
    LossReason reason = get(told);
    long toldAt = System.nanoTime();
    assertThat(reason).isIn(LossReason.DELETED, LossReason.OVERWRITTEN);
    assertThat(holder.isHeld()).isFalse();
    assertThat(holder.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    Lease next = get(waiter);
    reporter.publishEntry(
        "| %s | holder told after %d ms |".formatted(adapter, millis(writableAt, toldAt)));
    assertThat(next.fencingToken()).isGreaterThan(holder.fencingToken());
    next.release();
  }

  @Test
  void grantsLost_byAFailover_areSharedUnlessAPolicyForbidsIt(TestReporter reporter)
      throws Exception {
    LostGrants grants = new LostGrants("lost ");
    LockClient other = client();
    grants.warmUp(other);
    assertThat(redis.number("WAIT", "2", "20000")).isEqualTo(2);
    topology.stopReplication();
    grants.take(keep(adapter.connect(server.uri())));
    topology.resumeReplicationWithout(topology.killPrimary());
    topology.primary();
    Map<LostGrants.Policy, Boolean> shared = grants.takeElsewhere(other);
    reporter.publishEntry("| %s | Sentinel | shared: %s |".formatted(adapter, shared));

    assertThat(shared)
        .containsEntry(LostGrants.Policy.NONE, true)
        .containsEntry(LostGrants.Policy.ACKNOWLEDGED, false)
        .containsEntry(LostGrants.Policy.QUARANTINE, false);
  }

  @Test
  void primarySwitchedOver_connectionsMoveToTheNextOne() throws Exception {
    DistributedLock lock = lock("k");
    Lease lease = lock.acquire();
    CompletableFuture<Lease> waiter = inBackground(() -> lock("k").acquire());
    eventually().until(() -> waiting(lock) == 1);
    topology.switchOver();
    RedisServer next = topology.primary();
    try (RedisCli there = new RedisCli(next.uri())) {
      eventually().until(() -> batonConnections(there) >= 2);
    }
    eventually().until(() -> succeeds(lock));
    try {
      lease.release();
    } catch (BackendException e) {
      // settled in the background
    }
    get(waiter).release();
  }

  /** Sentinels have connections of both kinds to each server, too. */
  private static long batonConnections(RedisCli there) {
    return ((String) there.send("CLIENT", "LIST"))
        .lines()
        .filter(line -> line.contains(" name=baton "))
        .count();
  }

  private static boolean succeeds(DistributedLock lock) {
    try {
      return lock.isLocked();
    } catch (BackendException e) {
      return false;
    }
  }

  private static long millis(long from, long to) {
    return Duration.ofNanos(to - from).toMillis();
  }
}
