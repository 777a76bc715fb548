package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockArgs;
import dev.baton.LockClient;
import dev.baton.LossReason;
import dev.baton.RedisLocks;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.script.LockKeys;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Slots move and primaries are killed while locks are held, waited for and handed on. */
@Execution(ExecutionMode.CONCURRENT)
class ClusterTest extends Contract {
  private static final int SLOT = LockKeys.of("busy").slot();

  private Duration timeout = PATIENTLY;
  private ClusterTopology topology;

  @Override
  RedisServer server() {
    topology = keep(ClusterTopology.start(Duration.ofSeconds(2)));
    return topology.primary(SLOT);
  }

  @Override
  Duration timeout() {
    return timeout;
  }

  @Override
  List<RedisServer> primaries() {
    return topology.seeds();
  }

  @Override
  String address() {
    return topology.uri();
  }

  @Test
  void slotMoved_underLoad_noCallFailsAndNobodyLosesALock(TestReporter reporter) throws Exception {
    reporter.publishEntry(movedToAndFro(this::moveInSteps));
  }

  @Test
  void slotMigrated_underLoad_noCallFailsAndNobodyLosesALock(TestReporter reporter)
      throws Exception {
    assumeTrue(
        topology.migratesSlots(),
        "SKIPPED: this server has neither CLUSTER MIGRATESLOTS (Valkey 9.0) nor CLUSTER MIGRATION"
            + " (Redis 8.4); name one that has with -Dredis.binary=PATH");
    reporter.publishEntry(movedToAndFro((from, to) -> topology.migrateSlot(SLOT, to)));
  }

  /** Moves the slot under load, and looks whether anybody was hurt; returns what was measured. */
  private String movedToAndFro(BiConsumer<RedisServer, RedisServer> move) throws Exception {
    Load load = load();
    int moves = 12;
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < moves; i++) {
      int before = load.grants();
      RedisServer from = topology.primary(SLOT);
      RedisServer to = topology.seeds().stream().filter(n -> n != from).toList().get(i % 2);
      long begun = System.nanoTime();
      move.accept(from, to);
      millis.add(millis(begun, System.nanoTime()));
      eventually().until(() -> load.grants() > before + 50);
    }
    load.awaitGrantOfEachThreadAfter(System.nanoTime());
    load.close();

    assertThat(load.unexpected()).isEmpty();
    assertThat(load.refusals()).isEmpty();
    assertThat(load.losses()).isEmpty();
    assertThat(load.inversions()).isZero();
    assertThat(load.overlaps()).isZero();
    return "| %s | %d moves, of %s ms | longest time without a grant of the lock %d ms | %s |"
        .formatted(adapter, moves, millis, load.longestPauseMillis("busy"), load);
  }

  private void moveInSteps(RedisServer from, RedisServer to) {
    topology.beginMove(SLOT, to);
    pause();
    topology.moveKeys(SLOT, from, to);
    pause(); // keys that come meanwhile are made at the next primary
    topology.moveKeys(SLOT, from, to);
    topology.endMove(SLOT, from, to);
  }

  @Test
  void heldLock_itsSlotMoved_isRenewedAndHandedOn() throws Exception {
    DistributedLock lock = lock("busy", lease(SOON));
    Lease lease = lock.acquire();
    CompletableFuture<Lease> waiter = inBackground(() -> lock("busy").acquire());
    eventually().until(() -> waiting(lock) == 1);
    RedisServer next =
        topology.seeds().stream().filter(node -> node != server).findFirst().orElseThrow();
    topology.moveSlot(SLOT, next);

    lease.renew(Duration.ofSeconds(20));
    assertThat(lease.isHeld()).isTrue();
    eventually().until(() -> waiting(lock) == 1);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    Lease handedOn = get(waiter);
    assertThat(handedOn.fencingToken()).isGreaterThan(lease.fencingToken());
    handedOn.release();
  }

  @Test
  void heldLock_releasedWhileItsSlotIsHalfway_isFree() throws Exception {
    DistributedLock lock = lock("busy");
    Lease lease = lock.acquire();
    RedisServer next =
        topology.seeds().stream().filter(node -> node != server).findFirst().orElseThrow();
    topology.beginMove(SLOT, next);
    topology.moveKey("busy", server, next);

    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    CompletableFuture<Lease> second = inBackground(lock::acquire);
    topology.moveKeys(SLOT, server, next);
    topology.endMove(SLOT, server, next);
    assertThat(get(second).fencingToken()).isGreaterThan(lease.fencingToken());
    get(second).release();
  }

  @Test
  void primaryKilled_underLoad_locksGoOnAtTheNextOneAndFencesRise(TestReporter reporter)
      throws Exception {
    timeout = BRIEFLY;
    Load load = load();
    DistributedLock lock = lock("{busy}kept", lease(Duration.ofMinutes(1)));
    Lease kept = lock.acquire();
    CompletableFuture<Lease> waiter = inBackground(() -> lock("{busy}kept").acquire());
    eventually().until(() -> waiting(lock) == 1);
    try (RespConnection there = connection(server)) {
      assertThat(there.send("WAIT", "1", "20000")).isEqualTo(1L);
    }

    long killedAt = System.nanoTime();
    topology.killPrimary(SLOT);
    topology.primary(SLOT);
    long writableAt = System.nanoTime();
    Load.Grant last = load.awaitGrantOfEachThreadAfter(writableAt);
    reporter.publishEntry(
        "| %s | new primary after %d ms | first grant after %d ms | of all threads after %d ms | %s |"
            .formatted(
                adapter,
                millis(killedAt, writableAt),
                millis(writableAt, load.firstGrantOfAfter("busy", writableAt)),
                millis(writableAt, last.at()),
                load));

    assertThat(kept.isHeld()).isTrue();
    eventually().ignoreExceptionsInstanceOf(BackendException.class).until(() -> waiting(lock) == 1);
    assertThat(kept.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(get(waiter).fencingToken()).isGreaterThan(kept.fencingToken());
    get(waiter).release();
    load.close();
    assertThat(load.inversions()).isZero();
    assertThat(load.unexpected()).isEmpty();
  }

  @Test
  void lockThatNeverExpires_whateverItsToken_isSoAtTheReplica() throws Exception {
    Lease first = lock("busy").acquire();
    LockClient other = client();
    LockArgs args = LockArgs.defaults().lockValue("get").client(other);
    CompletableFuture<String> second = inBackground(() -> RedisLocks.acquireLock("busy", args));
    eventually().until(() -> waiting(lock("busy")) == 1);
    first.release();
    assertThat(get(second)).isEqualTo("get");

    try (RespConnection replica = connection(topology.replicaOf(server))) {
      replica.send("READONLY");
      eventually().until(() -> "get".equals(replica.send("GET", "busy")));
      eventually().until(() -> replica.send("PTTL", "busy").equals(-1L));
    }
    assertThat(RedisLocks.releaseLock("busy", "get", other)).isTrue();
  }

  @Test
  void lockNotReplicated_primaryKilled_holderIsToldAndTheNextHasALargerFence() throws Exception {
    timeout = BRIEFLY;
    DistributedLock lock = lock("busy");
    lock.acquire().release();
    topology.stopReplication(SLOT);
    Lease holder = lock.acquire();
    CompletableFuture<LossReason> told = holder.lost().toCompletableFuture();
    topology.killPrimary(SLOT);
    topology.primary(SLOT);

    assertThat(get(told)).isIn(LossReason.DELETED, LossReason.OVERWRITTEN, LossReason.EXPIRED);
    assertThat(holder.isHeld()).isFalse();
    Lease next = get(inBackground(lock::acquire));
    assertThat(next.fencingToken()).isGreaterThan(holder.fencingToken());
    next.release();
  }

  @Test
  void grantsLost_byAFailover_areSharedUnlessAPolicyForbidsIt(TestReporter reporter)
      throws Exception {
    timeout = BRIEFLY;
    LostGrants grants = new LostGrants("{busy}");
    LockClient other = client();
    grants.warmUp(other);
    topology.stopReplication(SLOT);
    grants.take(keep(adapter.connect(server.uri())));
    RedisServer old = topology.killPrimary(SLOT);
    topology.primary(SLOT);
    old.restart(); // as a replica, which can acknowledge
    Map<LostGrants.Policy, Boolean> shared = grants.takeElsewhere(other);
    reporter.publishEntry("| %s | cluster | shared: %s |".formatted(adapter, shared));

    assertThat(shared)
        .containsEntry(LostGrants.Policy.NONE, true)
        .containsEntry(LostGrants.Policy.ACKNOWLEDGED, false)
        .containsEntry(LostGrants.Policy.QUARANTINE, false);
  }

  @Test
  void user_withTheRightsOfThePage_waitsAndIsServedWhileItsSlotMoves() throws Exception {
    for (RedisServer node : topology.nodes()) {
      try (RedisCli admin = RedisCli.of(List.of(node))) {
        Rights.all(/* shardChannels= */ true).inACluster().grant(admin);
      }
    }
    String user = Rights.USER + ":" + Rights.PASSWORD + "@";
    LockClient client = keep(adapter.connect(address().replace("://", "://" + user)));
    int slot = LockKeys.of("lock:a").slot();
    RedisServer from = topology.primary(slot);
    RedisServer to =
        topology.seeds().stream().filter(node -> node != from).findFirst().orElseThrow();
    Lease lease = client.lock("lock:a", STRICT).acquire();
    CompletableFuture<Lease> waiter =
        client.lock("lock:a", STRICT).acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(client.lock("lock:a")) == 1);
    topology.moveSlot(slot, to);
    eventually().until(() -> waiting(client.lock("lock:a")) == 1);

    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    get(waiter).release();
    for (RedisServer node : topology.nodes()) {
      try (RespConnection admin = connection(node)) {
        assertThat((List<?>) admin.send("ACL", "LOG"))
            .allSatisfy(entry -> assertThat(entry.toString()).contains("client|setinfo"));
      }
    }
  }

  @Test
  void handovers_manyOfThem_sendNothingToOtherShards() throws Exception {
    Load load = load();
    eventually().until(() -> load.grants() > 500);
    load.close();

    for (RedisServer node : topology.seeds()) {
      try (RespConnection there = connection(node)) {
        assertThat((String) there.send("CLUSTER", "INFO"))
            .doesNotContain("messages_publish_received", "messages_publishshard_received");
      }
    }
  }

  private static RespConnection connection(RedisServer server) {
    return new RespConnection("127.0.0.1", server.port());
  }

  /** Six threads of three clients that want one lock, and three others in its slot or not. */
  private Load load() {
    Load load = keep(new Load());
    for (int i = 0; i < 3; i++) {
      LockClient client = client();
      load.run(client.lock("busy"));
      load.run(client.lock("busy"));
      load.run(client.lock(i == 0 ? "{busy}" : "busy " + i));
    }
    eventually().until(() -> load.grants() > 100);
    return load;
  }

  /** For a few handovers: what happens in the midst of a move is what is to be seen. */
  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
  }

  private static long millis(long from, long to) {
    return Duration.ofNanos(to - from).toMillis();
  }
}
