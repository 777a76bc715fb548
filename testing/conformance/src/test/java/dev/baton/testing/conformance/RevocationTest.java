package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Releasing a lock that another process holds. Its next renewal is hours away in all of this. */
@Execution(ExecutionMode.CONCURRENT)
class RevocationTest extends Contract {
  private static final LockOptions LONG = lease(Duration.ofHours(6));

  private void awaitInbox() {
    eventually().until(() -> !redis.connections("pubsub").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "my own token"})
  void release_ofAnothersLock_tellsItsHolderAtOnce(String token) throws Exception {
    LockOptions options = token.isEmpty() ? LONG : LONG.ownerToken(token);
    Lease lease = lock("k", options).acquire();
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
    awaitInbox();
    assertThat(lost).isNotDone();
    assertThat(lock("k").release(lease.ownerToken())).isTrue();

    assertThat(get(lost)).isEqualTo(LossReason.DELETED);
    assertThat(lease.isHeld()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void release_ofAnothersLockWithAWaiter_handsItOn(boolean recordForgotten) throws Exception {
    Lease lease = lock("k", LONG).acquire();
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
    awaitInbox();
    DistributedLock other = lock("k");
    CompletableFuture<Lease> next = other.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(other) == 1);
    if (recordForgotten) {
      redis.keys().stream()
          .filter(key -> key.startsWith("baton:fence:"))
          .forEach(key -> redis.send("DEL", key));
    }
    assertThat(lock("k").release(lease.ownerToken())).isTrue();

    assertThat(get(next).fencingToken()).isGreaterThan(lease.fencingToken());
    assertThat(get(lost)).isEqualTo(LossReason.OVERWRITTEN);
  }
}
