package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockArgs;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.RedisLocks;
import dev.baton.ReleaseOutcome;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is left once locks are released: nothing, in the server and in the client. */
class FootprintTest extends Contract {

  @Test
  void tenThousandNames_released_leaveNoKeyAndNoObject() throws Exception {
    LockClient client = shortLived();
    List<WeakReference<Object>> left = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      DistributedLock lock = client.lock("name-" + i);
      Lease lease = lock.acquire();
      lease.release();
      left.add(new WeakReference<>(lock));
      left.add(new WeakReference<>(lease));
    }
    eventually().until(() -> redis.number("DBSIZE") == 0);
    eventually()
        .until(
            () -> {
              System.gc();
              return left.stream().allMatch(reference -> reference.get() == null);
            });
  }

  @Test
  void acquireLock_releasedByItsValue_leavesNothingInTheClient() throws Exception {
    int pairs = 20_000;
    LockClient client = shortLived();
    LockClient other = shortLived();
    acquireAndRelease(client, other, "warm-", 1_000);
    long before = usedBytes();
    acquireAndRelease(client, other, "name-", pairs);
    // What the client library or the JVM keeps once is shared by so many that it does not matter.
    eventually().until(() -> usedBytes() - before < 60L * pairs);
  }

  /** Half by a value of the caller's, half released by another client, half would last an hour. */
  private static void acquireAndRelease(
      LockClient client, LockClient other, String names, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      String name = names + i;
      LockArgs args = LockArgs.defaults().client(client);
      args = i % 2 == 0 ? args : args.lockValue("mine " + i);
      args = i % 8 < 4 ? args : args.timeout(Duration.ofHours(1));
      String value = RedisLocks.acquireLock(name, args);
      assertThat(RedisLocks.releaseLock(name, value, i % 4 < 2 ? client : other)).isTrue();
    }
  }

  private LockClient shortLived() {
    return keep(
        LockClient.builder(adapter.connector(address()))
            .fenceRetention(Duration.ofSeconds(1))
            .build());
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void contendedLock_released_leavesOnlyItsFenceForTheRetention() throws Exception {
    DistributedLock lock = lock("k");
    Lease lease = lock.acquire();
    var next = lock("k").acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    assertThat(redis.keys()).hasSize(3).allSatisfy(key -> assertThat(ttl(key)).isPositive());
    lease.release();
    get(next).release();
    assertThat(redis.keys()).hasSize(1).allMatch(key -> key.startsWith("baton:fence:"));
    assertThat(ttl(redis.keys().get(0))).isBetween(1L, 676_000L);
  }

  @Test
  void fenceRecord_ofALockInSteadyUse_alwaysLivesForTheRetentionFromTheGrant() throws Exception {
    long retention = 1_600;
    LockClient client =
        keep(
            LockClient.builder(adapter.connector(address()))
                .fenceRetention(Duration.ofMillis(retention))
                .build());
    LockOptions options = LockOptions.defaults().leaseDuration(Duration.ofSeconds(1));
    // Records are dated in whole seconds: one of these locks begins at the worst part of a second.
    int locks = 25;
    long begin = System.nanoTime();
    for (long passed = 0; passed < 4_000; passed = millisSince(begin)) {
      for (int i = 0; i < Math.min(locks, 1 + passed / 40); i++) {
        DistributedLock lock = client.lock("k" + i, options);
        long before = System.nanoTime();
        lock.acquire().release();
        List<String> records = redis.keys();
        records.removeIf(key -> !key.endsWith("}" + lock.name()));
        assertThat(records).hasSizeLessThanOrEqualTo(1);
        long left = records.isEmpty() ? 0 : Math.max(0, ttl(records.get(0)));
        assertThat(left + millisSince(before) + 1)
            .as("ms that %s lives from its grant on", records)
            .isGreaterThanOrEqualTo(retention);
      }
    }
  }

  @Test
  void fenceRecord_ofALockThatNeverExpires_livesForADayUntilTheRelease() throws Exception {
    lock("k").acquire().release();
    Lease lease = lock("k", LockOptions.defaults().neverExpires()).acquire();
    String record =
        redis.keys().stream().filter(k -> k.startsWith("baton:fence:")).findFirst().orElseThrow();
    assertThat(ttl(record)).isGreaterThan(Duration.ofHours(23).toMillis());
    lease.release();
    assertThat(ttl(record)).isBetween(1L, 676_000L);
  }

  @Test
  void client_withManyWaiters_hasTwoConnectionsAndNoThreadEach() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    LockClient client = client();
    Lease lease = client.lock("k", STRICT).acquire();
    List<CompletableFuture<ReleaseOutcome>> waiters = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      waiters.add(
          client
              .lock("k", STRICT)
              .acquireAsync()
              .thenCompose(Lease::releaseAsync)
              .toCompletableFuture());
    }
    eventually().until(() -> waiting(client.lock("k")) == 200);
    assertThat(redis.connections("normal").size() + redis.connections("pubsub").size())
        .isLessThanOrEqualTo(2);
    assertThat(newThreads(before)).filteredOn(name -> name.equals("baton-timer")).hasSize(1);
    // The client library's own are among them: none is there for each waiter.
    assertThat(newThreads(before)).hasSizeLessThanOrEqualTo(8);
    lease.release();
    for (CompletableFuture<ReleaseOutcome> waiter : waiters) {
      assertThat(get(waiter)).isEqualTo(ReleaseOutcome.RELEASED);
    }
    client.close();
    eventually()
        .until(() -> newThreads(before).stream().noneMatch(name -> name.startsWith("baton")));
  }

  private static long millisSince(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
  }

  private long ttl(String key) {
    return redis.number("PTTL", key);
  }

  private static List<String> newThreads(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !before.contains(thread))
        .map(Thread::getName)
        .collect(Collectors.toList());
  }
}
