package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.ReleaseOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lock costs, counted by the server. */
class CommandCountTest extends Contract {
  /** What clients send; the other commands that the server counts are called by the scripts. */
  private static final Set<String> SENT = Set.of("evalsha", "eval", "script|load");

  @Test
  void uncontendedLock_acquiredAndReleased_isTwoCommandsAndPublishesNothing() throws Exception {
    DistributedLock lock = lock("k");
    lock.acquire().release();

    Map<String, Long> before = redis.commandCounts();
    lock.acquire().release();
    Map<String, Long> after = redis.commandCounts();

    assertThat(sent(before, after)).isEqualTo(2);
    assertThat(published(before, after)).isZero();
    assertThat(counted(before, after)).isZero();
    assertThat(grown(before, after, "ping", "hello", "command", "client")).isZero();
  }

  @Test
  void lockAcquired_sixteenTimesByOneThread_reentersWithoutACommand() throws Exception {
    Lock lock = lock("k").asJavaLock();
    lock.lock();
    Map<String, Long> before = redis.commandCounts();
    for (int i = 0; i < 16; i++) {
      lock.lock();
    }
    for (int i = 0; i < 16; i++) {
      lock.unlock();
    }
    assertThat(sent(before, redis.commandCounts())).isZero();
    lock.unlock();
    assertThat(redis.get("k")).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 32})
  void contendedLock_howeverManyWait_isTwoCommandsEach(int waiters) throws Exception {
    List<DistributedLock> locks = new ArrayList<>();
    for (int i = 0; i <= waiters; i++) {
      LockClient client = client();
      locks.add(client.lock("k"));
      // Opens the inbox, in a cluster that of k's slot, so that the first wait is like any other.
      try (Lease warm = client.lock("warm-up{k}" + i, STRICT).acquire()) {
        CompletableFuture<Lease> second =
            client.lock("warm-up{k}" + i, STRICT).acquireAsync().toCompletableFuture();
        eventually().until(() -> waiting(client.lock(warm.lockName())) == 1);
        warm.release();
        get(second).release();
      }
    }
    // A busy machine now and then has a waiter ask once more, but not every time.
    List<Long> more = List.of(1L);
    for (int i = 0; i < 20 && more.stream().anyMatch(count -> count > 0); i++) {
      Map<String, Long> before = redis.commandCounts();
      passOn(locks);
      Map<String, Long> after = redis.commandCounts();
      more =
          List.of(
              sent(before, after) - 2L * (waiters + 1),
              published(before, after) - waiters,
              counted(before, after) - waiters);
      assertThat(more).allMatch(count -> count >= 0);
    }
    assertThat(more).as("more than are needed, at best").containsOnly(0L);
  }

  /** The first takes the lock, and all others wait for it and have it in turn. */
  private void passOn(List<DistributedLock> locks) throws Exception {
    Lease holder = locks.get(0).acquire();
    List<CompletableFuture<ReleaseOutcome>> queue = new ArrayList<>();
    for (DistributedLock lock : locks.subList(1, locks.size())) {
      queue.add(lock.acquireAsync().thenCompose(Lease::releaseAsync).toCompletableFuture());
    }
    eventually().until(() -> redis.number("ZCARD", queueKey()) == locks.size() - 1);
    // Each has heard of its place: a grant that overtakes that answer has it ask once more.
    assertThat(locks).allMatch(DistributedLock::isLocked);
    holder.release();
    for (CompletableFuture<ReleaseOutcome> next : queue) {
      assertThat(get(next)).isEqualTo(ReleaseOutcome.RELEASED);
    }
  }

  private String queueKey() {
    return redis.keys().stream()
        .filter(key -> key.startsWith("baton:queue:") && key.endsWith("}k"))
        .findFirst()
        .orElse("none");
  }

  private static long sent(Map<String, Long> before, Map<String, Long> after) {
    return grown(before, after, SENT.toArray(String[]::new));
  }

  private static long published(Map<String, Long> before, Map<String, Long> after) {
    return grown(before, after, "publish", "spublish");
  }

  /** How often a script asked who listens. */
  private static long counted(Map<String, Long> before, Map<String, Long> after) {
    return grown(before, after, "pubsub", "pubsub|numsub", "pubsub|shardnumsub");
  }

  private static long grown(Map<String, Long> before, Map<String, Long> after, String... names) {
    long sum = 0;
    for (String name : names) {
      sum += after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
    }
    return sum;
  }
}
