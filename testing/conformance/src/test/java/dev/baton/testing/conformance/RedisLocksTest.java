package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.LockArgs;
import dev.baton.LockClient;
import dev.baton.RedisLocks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The four functions, value for value as in the original. */
class RedisLocksTest extends Contract {
  @BeforeEach
  void useGlobalClient() {
    RedisLocks.setGlobalClient(client());
  }

  @AfterEach
  void useNone() {
    RedisLocks.setGlobalClient(null);
  }

  @Test
  void lock_acquired_hasAUuidAsValueAndNeverExpires() throws Exception {
    String value = RedisLocks.acquireLock("example_lock");
    assertThat(UUID.fromString(value)).hasToString(value);
    assertThat(redis.get("example_lock")).isEqualTo(value);
    assertThat(redis.number("PTTL", "example_lock")).isEqualTo(-1);
    assertThat(RedisLocks.isRedisLocked("example_lock")).isTrue();

    assertThat(RedisLocks.releaseLock("example_lock", "wrong")).isFalse();
    assertThat(RedisLocks.isRedisLocked("example_lock")).isTrue();
    assertThat(RedisLocks.releaseLock("example_lock", value)).isTrue();
    assertThat(RedisLocks.isRedisLocked("example_lock")).isFalse();
    assertThat(RedisLocks.releaseLock("example_lock", value)).isFalse();
  }

  @Test
  void lock_acquiredWithAValue_returnsAndKeepsIt() throws Exception {
    assertThat(RedisLocks.acquireLock("k", "my value ")).isEqualTo("my value ");
    assertThat(redis.get("k")).isEqualTo("my value ");
    assertThat(RedisLocks.releaseLock("k", "my value")).isFalse();
    assertThat(RedisLocks.releaseLock("k", "my value ")).isTrue();
  }

  @Test
  void timeout_ofAFraction_expiresTheKey() throws Exception {
    LockArgs args = LockArgs.defaults().timeout(Duration.ofMillis(1_500));
    RedisLocks.acquireLock("k", args);
    assertThat(redis.number("PTTL", "k")).isBetween(-2L, 1_500L).isNotEqualTo(-1);
    assertThat(RedisLocks.acquireLock("k", "next")).isEqualTo("next");
  }

  @Test
  void function_run_holdsTheLockAndItsResultIsReturned() throws Exception {
    String result = RedisLocks.redisLock("k", () -> "seen " + RedisLocks.isRedisLocked("k"));
    assertThat(result).isEqualTo("seen true");
    assertThat(RedisLocks.isRedisLocked("k")).isFalse();
  }

  @Test
  void function_thatThrows_releasesTheLock() {
    IOException broken = new IOException("no disk");
    assertThatThrownBy(
            () ->
                RedisLocks.redisLock(
                    "k",
                    () -> {
                      throw broken;
                    }))
        .isSameAs(broken);
    assertThat(RedisLocks.isRedisLocked("k")).isFalse();
  }

  @Test
  void second_blocksUntilTheFirstIsDone_alsoOfAnotherClient() throws Exception {
    LockClient other = client();
    ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    RedisLocks.redisLock(
        "example_lock",
        () -> {
          var unused =
              inBackground(
                      () ->
                          RedisLocks.redisLock(
                              "example_lock",
                              () -> order.add("second"),
                              LockArgs.defaults().client(other)))
                  .thenAccept(second::complete);
          eventually().until(() -> waiting(other.lock("example_lock")) == 1);
          return order.add("first");
        });
    assertThat(get(second)).isTrue();
    assertThat(order).containsExactlyElementsOf(List.of("first", "second"));
  }

  @Test
  void lock_takenElsewhere_isReleasedHereAndTheOtherWayRound() throws Exception {
    redis.send("SET", "k", "from elsewhere", "NX");
    assertThat(RedisLocks.isRedisLocked("k")).isTrue();
    assertThat(RedisLocks.releaseLock("k", "from elsewhere")).isTrue();

    String value = RedisLocks.acquireLock("k");
    CompletableFuture<String> next = inBackground(() -> RedisLocks.acquireLock("k", "next"));
    eventually().until(() -> waiting(RedisLocks.globalClient().lock("k")) == 1);
    assertThat(redis.get("k")).isEqualTo(value);
    redis.send("DEL", "k");
    assertThat(get(next)).isEqualTo("next");
  }
}
