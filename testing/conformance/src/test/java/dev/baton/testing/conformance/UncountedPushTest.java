package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever hears what is published is not always counted: a replica passes on what its primary
 * publishes. And whoever is counted is not always a waiter. Nobody is told of a lock that is not
 * given.
 */
@Execution(ExecutionMode.CONCURRENT)
class UncountedPushTest extends Contract {
  private RedisServer replica;
  private RedisCli there;

  @Override
  RedisServer server() {
    return keep(RedisServer.start());
  }

  @BeforeEach
  void follow() {
    replica = keep(RedisServer.builder().config("replicaof", "127.0.0.1 " + server.port()).start());
    there = keep(new RedisCli(replica.uri()));
    awaitInStep();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void waiterThatHearsThroughAReplica_lockReleased_waitsOnAndIsServedByItsPoll(boolean mayCount)
      throws Exception {
    DistributedLock lock = lock("k");
    Lease held = lock.acquire();
    ServiceName name = keep(new ServiceName(server));
    LockClient behind = keep(adapter.connect(name.uri()));
    name.leadTo(replica);
    CompletableFuture<Lease> waiter =
        inBackground(() -> behind.lock("k", leaseOfMillis(9_000)).acquire());
    eventually().until(() -> waiting(lock) == 1);
    assertThat(redis.connections("pubsub")).isEmpty();
    assertThat(there.connections("pubsub")).hasSize(1);
    if (!mayCount) {
      redis.send("ACL", "SETUSER", "default", "-pubsub");
    }

    held.release();
    awaitInStep();
    assertThat(published(there)).isEqualTo(mayCount ? 0 : 1);
    assertThatOneHolds(lock, waiter, redis);
  }

  @Test
  void primaryDemoted_pushConnectionStays_waiterHearsOfNoLockThatIsNotItsOwn() throws Exception {
    ServiceName name = keep(new ServiceName(server));
    Lease held = keep(adapter.connect(name.uri())).lock("k").acquire();
    LockClient behind = keep(adapter.connect(name.uri()));
    CompletableFuture<Lease> waiter =
        inBackground(() -> behind.lock("k", leaseOfMillis(9_000)).acquire());
    eventually().until(() -> redis.connections("pubsub").size() == 1);
    eventually().until(() -> waiting(lock("k")) == 1);

    awaitInStep();
    there.send("REPLICAOF", "NO", "ONE");
    long before = looks(there);
    redis.send("REPLICAOF", "127.0.0.1", "" + replica.port());
    eventually().until(() -> info(redis).contains("master_link_status:up"));
    name.leadTo(replica);
    redis.cut("normal");
    // It asks the new primary, whose clock dates pushes from now on.
    eventually().until(() -> looks(there) > before);
    assertThat(redis.connections("pubsub")).hasSize(1);

    LockClient direct = keep(adapter.connect(replica.uri()));
    assertThat(direct.lock("k").release(held.ownerToken())).isTrue();
    assertThatOneHolds(direct.lock("k"), waiter, there);
  }

  /** PUBLISH counts it for any channel, on servers without shard channels. */
  @Test
  void monitorOfAllChannels_listens_isTakenForNoWaiter() throws Exception {
    try (RespConnection monitor = new RespConnection("127.0.0.1", server.port())) {
      monitor.send("PSUBSCRIBE", "*");
      DistributedLock lock = lock("k");
      Lease held = lock.acquire();
      LockClient gone = adapter.connect(address());
      CompletableFuture<Lease> waiter =
          inBackground(() -> gone.lock("k", leaseOfMillis(20_000)).acquire());
      eventually().until(() -> waiting(lock) == 1);
      redis.send("ACL", "SETUSER", "default", "-evalsha", "-eval"); // its place stays
      gone.close();
      redis.send("ACL", "SETUSER", "default", "+@all");
      assertThat(waiter).isCompletedExceptionally();
      eventually().until(() -> redis.connections("pubsub").size() == 1);
      assertThat(waiting(lock)).isEqualTo(1);

      held.release();
      assertThat(redis.get("k")).isNull();
    }
  }

  @Test
  void releaserThatMayNotWrite_handsOn_nobodyHearsOfALockThatIsNotGiven() throws Exception {
    DistributedLock lock = lock("k");
    Lease held = lock.acquire();
    CompletableFuture<Lease> waiter = inBackground(() -> lock("k", leaseOfMillis(9_000)).acquire());
    eventually().until(() -> waiting(lock) == 1);
    redis.send("ACL", "SETUSER", "half", "on", ">p", "~*", "&*", "+@all", "-set", "-setrange");
    URI uri = URI.create(server.uri());
    LockClient half =
        keep(adapter.connect("redis://half:p@" + uri.getHost() + ":" + uri.getPort()));

    assertThatThrownBy(() -> half.lock("k").release(held.ownerToken()))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("SECURITY.md");
    assertThat(published(redis)).isZero();
    assertThat(held.isHeld()).isTrue();
    assertThat(redis.get("k")).isEqualTo(held.ownerToken());
    held.release();
    get(waiter).release();
  }

  private void awaitInStep() {
    eventually().until(() -> info(there).contains("master_link_status:up"));
    redis.send("SET", "step", "taken");
    eventually().until(() -> redis.number("WAIT", "1", "1000") == 1);
  }

  /**
   * The lock was released, and who waits for it may have found that out by asking, not by hearing.
   */
  private static void assertThatOneHolds(
      DistributedLock lock, CompletableFuture<Lease> waiter, RedisCli primary) throws Exception {
    Optional<Lease> next = lock.tryAcquire();
    if (next.isPresent()) {
      long asked = looks(primary);
      eventually().until(() -> waiter.isDone() || looks(primary) > asked);
      assertThat(waiter).isNotDone();
      assertThat(next.get().isHeld()).isTrue();
      next.get().release();
    }
    Lease last = get(waiter);
    assertThat(primary.get("k")).isEqualTo(last.ownerToken());
    next.ifPresent(before -> assertThat(last.fencingToken()).isGreaterThan(before.fencingToken()));
    last.release();
  }

  /** How often somebody was told its place in a queue. */
  private static long looks(RedisCli primary) {
    return primary.commandCounts().getOrDefault("zrank", 0L);
  }

  private static long published(RedisCli cli) {
    Map<String, Long> counts = cli.commandCounts();
    return counts.getOrDefault("publish", 0L) + counts.getOrDefault("spublish", 0L);
  }

  private static String info(RedisCli cli) {
    return (String) cli.send("INFO", "replication");
  }
}
