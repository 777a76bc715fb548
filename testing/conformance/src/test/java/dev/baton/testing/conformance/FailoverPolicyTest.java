package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.Acquirable;
import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Locks with a failover policy, on a primary and its replica, and on the replica once that was
 * promoted by hand.
 */
@Execution(ExecutionMode.CONCURRENT)
class FailoverPolicyTest extends Contract {
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final LockOptions QUARANTINE = lease(LEASE).failover(FailoverPolicy.quarantine());

  private Duration timeout = PATIENTLY;
  private RedisServer replica;
  private RedisCli there;

  @Override
  RedisServer server() {
    RedisServer primary =
        keep(RedisServer.builder().config("repl-diskless-sync-delay", "0").start());
    replica =
        keep(RedisServer.builder().config("replicaof", "127.0.0.1 " + primary.port()).start());
    there = keep(new RedisCli(replica.uri()));
    awaitInStep();
    return primary;
  }

  @Override
  Duration timeout() {
    return timeout;
  }

  @Test
  void acknowledged_byTheReplica_isHeldAndTheReplicaHasIt() throws Exception {
    Lease lease = lock("k", acknowledgedBy(1)).acquire(SOON);
    assertThat(there.get("k")).isEqualTo(lease.ownerToken());
    assertThat(redis.commandCounts().get("wait")).isPositive();
    lease.release();
    assertThat(lock("k", acknowledgedBy(1)).tryAcquire()).isPresent();
  }

  /** A server that knows no script refuses the first of what is to be acknowledged. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void acknowledged_scriptsFlushedAndReplicaSilent_isNotHeld(boolean share) throws Exception {
    LockClient client = client();
    Acquirable lock =
        share ? client.semaphore("k", 2, acknowledgedBy(1)) : client.lock("k", acknowledgedBy(1));
    lock.acquire(SOON).release();
    redis.send("SET", "other", "any");
    awaitInStep(); // all that the client's connections have written so far is acknowledged
    replica.pause();
    redis.send("SCRIPT", "FLUSH");
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> lock("k").isLocked());
    long before = redis.commandCounts().getOrDefault("wait", 0L);
    eventually().until(() -> waiter.isDone() || redis.commandCounts().get("wait") >= before + 2);
    assertThat(waiter).isNotDone();
    replica.resume();
    get(waiter).release();
  }

  @Test
  void acknowledged_bySomeThreads_costsNothingWhenPassed() throws Exception {
    // kept for its process, it is passed on however late that is
    DistributedLock lock = lock("k", acknowledgedBy(1).stickyFor(Duration.ofMinutes(1)));
    Lease first = lock.acquire(SOON);
    CompletableFuture<Lease> second = lock.acquireAsync().toCompletableFuture();
    CompletableFuture<Lease> third = lock.acquireAsync().toCompletableFuture();
    long once = redis.commandCounts().get("wait");
    first.release();
    get(second).release();
    get(third).release();
    assertThat(redis.commandCounts().get("wait")).isEqualTo(once);
  }

  @Test
  void acknowledged_moreThanThereAre_isNotHeldAndNothingIsLeft() throws Exception {
    timeout = BRIEFLY; // so long who only tries waits for replicas
    DistributedLock lock = lock("k", acknowledgedBy(2));
    eventually() // a busy replica or machine may not have told in that time
        .untilAsserted(
            () ->
                assertThatExceptionOfType(LockTimeoutException.class)
                    .isThrownBy(() -> lock.acquire(Duration.ofMillis(700)))
                    .withMessageContaining("; 1 of 2 replicas acknowledged"));
    eventually().until(() -> !lock.isLocked()); // who gives up does not wait for that
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(lock::tryAcquire)
        .withMessageContaining("of 2 replicas acknowledged");
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> lock.isLocked());
    waiter.cancel(false);
    eventually().until(() -> !lock.isLocked());
    assertThat(redis.keys()).hasSize(1).allMatch(key -> key.startsWith("baton:fence:"));
    assertThat(lock("k").tryAcquire()).isPresent();
  }

  @Test
  void acknowledged_userMayNotWait_isRefusedClearlyAndNotHeld() {
    redis.send("ACL", "SETUSER", "default", "-wait");
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> lock("k", acknowledgedBy(1)).acquire(SOON))
        .withMessageContaining("NOPERM")
        .withMessageContaining("WAIT");
    eventually().until(() -> redis.get("k") == null);
  }

  @Test
  void acknowledged_primaryReplaced_isStillHeld() throws Exception {
    Lease lease = lock("k", acknowledgedBy(1)).acquire(SOON);
    promote();
    assertThat(there.get("k")).isEqualTo(lease.ownerToken());
    assertThat(at(replica).lock("k").tryAcquire()).isEmpty();
  }

  @Test
  void quarantine_serverThatWasNeverPromotedAndRunsForLong_isNotThere() {
    awaitUptime(server, LEASE.toSeconds() + 2);
    assertThat(lock("k", QUARANTINE).tryAcquire()).isPresent();
    assertThat(primaryKeys(redis)).hasSize(1);
  }

  @Test
  void quarantine_serverThatBeganLessThanALeaseAgo_isThereUntilThen() {
    LockOptions anHour = lease(Duration.ofHours(1)).failover(FailoverPolicy.quarantine());
    assertThat(lock("k", anHour).tryAcquire()).isEmpty();
    assertThatExceptionOfType(LockTimeoutException.class)
        .isThrownBy(() -> lock("k", anHour).acquire(Duration.ofSeconds(1)))
        .withMessageContaining("in quarantine after a change of primary, for ")
        .withMessageContaining(" ms more");
    eventually().until(() -> redis.keys().equals(primaryKeys(redis)));
  }

  @Test
  void quarantine_lostGrant_nobodyIsGrantedBeforeItsHoldersLeaseIsOver() throws Exception {
    awaitUptime(server, LEASE.toSeconds() + 2);
    LockClient before = client();
    before.lock("used", QUARANTINE).acquire().release();
    awaitInStep();
    there.send("REPLICAOF", "NO", "ONE"); // what is granted now, the next primary never hears of
    Lease lost = before.lock("k", QUARANTINE).acquire();
    server.kill();

    LockClient fresh = at(replica);
    assertThat(fresh.lock("k", QUARANTINE).tryAcquire()).isEmpty();
    Lease next = fresh.lock("k", QUARANTINE).acquire(SOON);
    assertThat(lost.isHeld()).isFalse();
    next.release();
    assertThat(fresh.lock("k", QUARANTINE).tryAcquire()).isPresent();
  }

  @Test
  void quarantine_survivor_keepsItsLockAndItsLateReleaseHandsOnToNobody() throws Exception {
    LockOptions options = lease(Duration.ofSeconds(8)).failover(FailoverPolicy.quarantine());
    awaitUptime(server, 10);
    Lease survivor = lock("k", options).acquire();
    awaitInStep();
    promote();
    LockClient fresh = at(replica);
    DistributedLock lock = fresh.lock("k", options);
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    assertThat(there.get("k")).isEqualTo(survivor.ownerToken());
    assertThat(at(replica).lock("k", options).release(survivor.ownerToken())).isTrue();
    assertThat(there.get("k")).isNull();
    assertThat(waiting(lock)).isEqualTo(1);
    assertThat(waiter).isNotDone();
    assertThat(lock.tryAcquire()).isEmpty();
    get(waiter).release();
  }

  @Test
  void quarantine_primaryRestartedWithWhatItHad_isThereForALease() {
    awaitUptime(server, LEASE.toSeconds() + 2);
    assertThat(lock("k", QUARANTINE).tryAcquire()).isPresent();
    redis.send("SAVE");
    server.kill();
    server.restart();
    try (RedisCli again = new RedisCli(server.uri())) {
      assertThat(primaryKeys(again)).hasSize(1);
      again.send("DEL", "k");
      assertThat(lock("k", QUARANTINE).tryAcquire()).isEmpty();
      eventually().until(() -> lock("k", QUARANTINE).tryAcquire().isPresent());
    }
  }

  @Test
  void quarantine_primaryThatWasReplacedAndCameBack_isThereAgain() {
    awaitUptime(server, LEASE.toSeconds() + 2);
    assertThat(lock("other", QUARANTINE).tryAcquire()).isPresent();
    promote();
    redis.send("REPLICAOF", "127.0.0.1", "" + replica.port());
    eventually().until(() -> info(redis).contains("master_link_status:up"));
    redis.send("REPLICAOF", "NO", "ONE");
    redis.send("DEL", "other");
    assertThat(lock("other", QUARANTINE).tryAcquire()).isEmpty();
  }

  @Test
  void quarantine_userMayNotAskForInfo_isRefusedClearlyAndNotHeld() {
    redis.send("ACL", "SETUSER", "default", "-info");
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> lock("k", QUARANTINE).acquire(SOON))
        .withMessageContaining("SECURITY.md");
    assertThat(redis.keys()).isEmpty();
  }

  @Test
  void quarantine_keyOfThePrimary_isNoLock() {
    awaitUptime(server, LEASE.toSeconds() + 2);
    assertThat(lock("k", QUARANTINE).tryAcquire()).isPresent();
    assertThat(client().find("*").map(state -> state.name())).containsExactly("k");
    assertThat(client().findForeign("*")).isEmpty();
  }

  private LockClient at(RedisServer other) {
    return keep(adapter.connect(other.uri() + "?timeout=60s"));
  }

  private static LockOptions acknowledgedBy(int replicas) {
    return LockOptions.defaults().failover(FailoverPolicy.acknowledgedBy(replicas));
  }

  /** Makes the replica the primary, with all that the one before had. */
  private void promote() {
    awaitInStep();
    there.send("REPLICAOF", "NO", "ONE");
  }

  private void awaitInStep() {
    eventually().until(() -> info(there).contains("master_link_status:up"));
    if (redis != null) {
      eventually().until(() -> redis.number("WAIT", "1", "1000") == 1);
    }
  }

  private void awaitUptime(RedisServer node, long seconds) {
    try (RedisCli cli = new RedisCli(node.uri())) {
      eventually().until(() -> uptime(cli) >= seconds);
    }
  }

  private static long uptime(RedisCli cli) {
    return ((String) cli.send("INFO", "server"))
        .lines()
        .filter(line -> line.startsWith("uptime_in_seconds:"))
        .map(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static String info(RedisCli cli) {
    return (String) cli.send("INFO", "replication");
  }

  private static List<String> primaryKeys(RedisCli cli) {
    return cli.keys().stream().filter(key -> key.startsWith("baton:primary:")).toList();
  }
}
