package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LockState;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names and tokens of every kind, through all scripts. */
@Execution(ExecutionMode.CONCURRENT)
class NamesTest extends Contract {

  static Stream<String> names() {
    return Stream.of(
        "a{}b",
        "a}b",
        "{",
        "}{",
        "{tag}.rest",
        "{{x}}",
        " blanks  around ",
        "a|b#1",
        "line\nfeed\r\n\t\u0000\u0001\u007f",
        "ünïcödé 🔒",
        "%s %d %(.*)$",
        "\"quoted\" 'and' \\back",
        "baton:queue:{000}k",
        "x".repeat(512),
        "x".repeat(1_024));
  }

  @ParameterizedTest
  @MethodSource("names")
  void name_ofAnyKind_isLockedQueuedForAndHandedOver(String name) throws Exception {
    DistributedLock lock = lock(name);
    Lease first = lock.acquire();
    assertThat(redis.get(name)).isEqualTo(first.ownerToken());
    CompletableFuture<Lease> next = lock(name).acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    first.release();
    Lease second = get(next);
    assertThat(second.lockName()).isEqualTo(name);
    assertThat(redis.get(name)).isEqualTo(second.ownerToken());
    second.release();
    assertThat(redis.get(name)).isNull();
  }

  static Stream<String> tokens() {
    return Stream.of(
        "", " ", "a b c", "=", "# #", "%1", "x\u0000y\nz", "ünïcödé 🔒", "1", "x".repeat(4_096));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void token_ofAnyKind_isKeptByteForByte(String token) throws Exception {
    LockOptions options = LockOptions.defaults().ownerToken(token);
    DistributedLock lock = lock("k", options);
    Lease first = lock("k").acquire();
    CompletableFuture<Lease> next = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    assertThat(lock.inspect().waiters())
        .extracting(LockState.Waiter::ownerToken)
        .containsExactly(token);
    first.release();
    assertThat(redis.get("k")).isEqualTo(token);
    Lease second = get(next);
    assertThat(redis.get("k")).isEqualTo(token);
    assertThat(lock("k").release("x" + token.substring(token.length() / 2))).isFalse();
    assertThat(lock("k").release(token)).isTrue();
    assertThat(redis.get("k")).isNull();
    second.close();
  }
}
