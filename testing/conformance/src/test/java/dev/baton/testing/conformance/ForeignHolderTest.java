package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other libraries' locks on the same key, and keys that are no locks. */
@Execution(ExecutionMode.CONCURRENT)
class ForeignHolderTest extends Contract {

  @Test
  void keySetByAnother_excludesUs() {
    redis.send("SET", "k", "theirs", "NX", "PX", "30000");
    DistributedLock lock = lock("k");
    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(lock.isLocked()).isTrue();
    assertThatThrownBy(() -> lock.acquire(Duration.ofSeconds(1)))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining("held by a token of somebody's choice")
        .hasMessageNotContaining("theirs");
    assertThat(redis.get("k")).isEqualTo("theirs");
  }

  @Test
  void ourLock_excludesAnother() throws Exception {
    Lease lease = lock("k").acquire();
    assertThat(redis.send("SET", "k", "theirs", "NX", "PX", "30000")).isNull();
    lease.release();
    assertThat(redis.send("SET", "k", "theirs", "NX", "PX", "30000")).isEqualTo("OK");
  }

  /** The rest between checks is what finds it: otherwise it would be a third of the lease. */
  @Test
  void keyOfAnother_deleted_isNoticedByTheNextCheck() throws Exception {
    redis.send("SET", "k", "theirs");
    DistributedLock lock =
        lock("k", lease(Duration.ofMinutes(5)).betweenChecks(Duration.ofMillis(50)));
    CompletableFuture<Lease> waiter = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    Map<String, Long> before = redis.commandCounts();
    eventually().until(() -> redis.commandCounts().get("evalsha") > before.get("evalsha") + 2);
    redis.send("DEL", "k");
    Map<String, Long> deleted = redis.commandCounts();
    get(waiter).release();
    // One check that finds it free, one on its way, and the release.
    assertThat(redis.commandCounts().get("evalsha") - deleted.get("evalsha"))
        .isLessThanOrEqualTo(3);
  }

  @Test
  void callersToken_isTheValueExactly_andAnybodyCanReleaseIt() throws Exception {
    String token = " blanks, ünïcode\nand 1|2#3 ";
    DistributedLock lock = lock("k", LockOptions.defaults().ownerToken(token));
    Lease lease = lock.acquire();
    assertThat(redis.get("k")).isEqualTo(token);
    assertThat(lease.ownerToken()).isEqualTo(token);
    CompletableFuture<Lease> next = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    redis.send("DEL", "k");
    Lease second = get(next);
    assertThat(redis.get("k")).isEqualTo(token);
    assertThat(second.fencingToken()).isGreaterThan(lease.fencingToken());
    second.release();
  }

  @Test
  void sameToken_twice_isHeldByOneAtATime() throws Exception {
    LockOptions same = LockOptions.defaults().ownerToken("same");
    Lease first = lock("k", same).acquire();
    DistributedLock other = lock("k", same);
    assertThat(other.tryAcquire()).isEmpty();
    CompletableFuture<Lease> second = other.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(other) == 1);
    assertThat(second).isNotDone();
    first.release();
    assertThat(get(second).isHeld()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HSET k field 1", "ZADD k 1 member", "LPUSH k item", "SADD k member"})
  void keyOfAnotherType_isNeverFree_andSaysWhatItIs(String command) {
    redis.send(command.split(" "));
    DistributedLock lock = lock("k");
    assertThat(lock.isLocked()).isTrue();
    assertThatThrownBy(lock::tryAcquire)
        .isInstanceOf(LockException.class)
        .hasMessageContaining("\"k\" is not a lock")
        .hasMessageContaining((String) redis.send("TYPE", "k"));
    assertThatThrownBy(lock::acquire).isInstanceOf(LockException.class);
    assertThatThrownBy(lock::inspect).isInstanceOf(LockException.class);
    assertThat(lock.release("anything")).isFalse();
    assertThat(redis.keys()).containsExactly("k");
  }
}
