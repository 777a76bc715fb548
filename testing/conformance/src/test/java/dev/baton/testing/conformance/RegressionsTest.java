package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockArgs;
import dev.baton.LockClient;
import dev.baton.LossReason;
import dev.baton.RedisLocks;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Those scenarios of docs/regressions.md that no other test of the contract is about. */
@Execution(ExecutionMode.CONCURRENT)
class RegressionsTest extends Contract {

  @Test
  void lock_reenteredManyTimes_isRenewedOnceAtATime() throws Exception {
    LockClient client = client();
    Lock lock = client.lock("k", leaseOfMillis(9_000)).asJavaLock();
    for (int i = 0; i < 100; i++) {
      lock.lock();
    }
    Lease witness = client.lock("witness", leaseOfMillis(9_000)).acquire();
    long before = redis.renewals();
    eventually().until(() -> redis.renewals() >= before + 4);
    // Two leases, renewed about twice each; a task for each entry would send a hundred.
    assertThat(redis.renewals() - before).isLessThan(20);
    for (int i = 0; i < 100; i++) {
      lock.unlock();
    }
    witness.release();
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void queue_howeverLong_costsTheServerNoMoreCommandsForEachTurn() throws Exception {
    Lease holder = lock("k").acquire();
    LockClient few = client();
    LockClient many = client();
    few.lock("k", STRICT).acquireAsync();
    eventually().until(() -> waiting(few.lock("k")) == 1);
    Map<String, Long> behindOne = joinCosts(few, 2);
    for (int i = 0; i < 500; i++) {
      many.lock("k", STRICT).acquireAsync();
    }
    eventually().until(() -> waiting(few.lock("k")) == 502);
    assertThat(joinCosts(few, 503)).isEqualTo(behindOne);
    Map<String, Long> before = redis.commandCounts();
    holder.release();
    assertThat(redis.commandCounts().get("zpopmin") - before.getOrDefault("zpopmin", 0L))
        .isLessThan(10);
  }

  /** What scripts call for one more waiter, polls of others apart. */
  private Map<String, Long> joinCosts(LockClient client, int waiters) {
    Map<String, Long> before = redis.commandCounts();
    client.lock("k", STRICT).acquireAsync();
    eventually().until(() -> redis.commandCounts().get("zadd") > before.getOrDefault("zadd", 0L));
    Map<String, Long> after = redis.commandCounts();
    eventually().until(() -> waiting(client.lock("k")) == waiters);
    return Map.of(
        "zadd", after.get("zadd") - before.getOrDefault("zadd", 0L),
        "zpopmin", after.getOrDefault("zpopmin", 0L) - before.getOrDefault("zpopmin", 0L),
        "publish", published(after) - published(before));
  }

  private static long published(Map<String, Long> counts) {
    return counts.getOrDefault("publish", 0L) + counts.getOrDefault("spublish", 0L);
  }

  @Test
  void waiterThatWasGrantedIt_diesBeforeItTakesIt_delaysTheNextByItsClaimOnly() throws Exception {
    Lease holder = lock("k").acquire();
    CompletableFuture<Lease> next = lock("k").acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock("k")) == 1);
    String queue = key("baton:queue:");
    RedisCli deaf = keep(new RedisCli(server.uri()));
    boolean sharded = ((List<?>) redis.send("COMMAND", "INFO", "SPUBLISH")).get(0) != null;
    deaf.send(sharded ? "SSUBSCRIBE" : "SUBSCRIBE", "baton:inbox:deaf");
    redis.send("ZADD", queue, "1", "baton:inbox:deaf dead.1 5000 1 # app@host:1/dead.1");

    holder.release();
    assertThat(redis.get("k")).startsWith("app@host:1/dead.1#");
    Lease lease = get(next);
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.fencingToken()).isGreaterThan(holder.fencingToken() + 1);
    lease.release();
  }

  @Test
  void data_flushed_isToldToTheHolderAndWaitersGoOn() throws Exception {
    Lease holder = lock("k", leaseOfMillis(9_000)).acquire();
    CompletableFuture<Lease> next =
        lock("k", leaseOfMillis(9_000)).acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock("k")) == 1);
    redis.send("FLUSHALL");
    // The waiter may ask before the holder renews, and has the lock then.
    assertThat(get(holder.lost().toCompletableFuture()))
        .isIn(LossReason.DELETED, LossReason.OVERWRITTEN);
    Lease lease = get(next);
    assertThat(lease.fencingToken()).isGreaterThan(holder.fencingToken());
    lease.release();
  }

  @Test
  void key_evicted_isToldToTheHolderAndFencesStillRise() throws Exception {
    try (RedisServer small =
            RedisServer.builder().config("maxmemory-policy", "volatile-ttl").start();
        RedisCli admin = new RedisCli(small.uri());
        LockClient client = adapter.connect(small.uri())) {
      DistributedLock lock = client.lock("k", leaseOfMillis(9_000));
      Lease lease = lock.acquire();
      admin.send("SET", "cached", "x".repeat(100_000), "EX", "1000");
      admin.send("CONFIG", "SET", "maxmemory", "1");
      eventually().until(() -> admin.get("k") == null);
      admin.send("CONFIG", "SET", "maxmemory", "0");
      assertThat(get(lease.lost().toCompletableFuture())).isEqualTo(LossReason.DELETED);
      assertThat(lock.acquire().fencingToken()).isGreaterThan(lease.fencingToken());
    }
  }

  @Test
  void work_ofALockThatWasNotGot_isNotRun() throws Exception {
    LockClient client = client();
    DistributedLock lock = client.lock("k");
    LockArgs args = LockArgs.defaults().client(client);
    Lease holder = lock("k").acquire();
    redis.send("RPUSH", "list", "x");
    List<String> run = new ArrayList<>();
    assertThatThrownBy(() -> lock.call(Duration.ofMillis(20), lease -> run.add("busy")));
    assertThatThrownBy(() -> lock.call(Duration.ZERO, lease -> run.add("busy at once")));
    assertThatThrownBy(() -> client.lock("list").call(lease -> run.add("not a lock")));
    assertThatThrownBy(() -> RedisLocks.redisLock("list", () -> run.add("not a lock"), args));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> lock.call(lease -> run.add("interrupted")));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> RedisLocks.redisLock("free", () -> run.add("interrupted"), args));
    client.close();
    assertThatThrownBy(() -> lock.call(lease -> run.add("closed")));
    assertThatThrownBy(() -> RedisLocks.redisLock("free", () -> run.add("closed"), args));
    assertThat(run).isEmpty();
    assertThat(redis.get("k")).isEqualTo(holder.ownerToken());
  }

  private String key(String start) {
    return redis.keys().stream().filter(key -> key.startsWith(start)).findFirst().orElseThrow();
  }
}
