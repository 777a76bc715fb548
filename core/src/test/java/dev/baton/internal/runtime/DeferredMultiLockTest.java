package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.Eventually.awaitTrue;
import static dev.baton.internal.runtime.Eventually.failureOf;
import static dev.baton.internal.runtime.Eventually.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.internal.deferred.DeferredClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Several locks of a client that is there before its server is. */
class DeferredMultiLockTest extends CohortCase {
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final CountDownLatch up = new CountDownLatch(1);
  private final LockClient client =
      DeferredClient.open(
          () -> {
            if (up.getCount() > 0) {
              throw new BackendException("", BackendException.Outcome.NOT_DONE, "down", null);
            }
            return engine;
          },
          "server-1",
          LockOptions.defaults());
  private final MultiLock locks =
      client.allOf(
          client.lock("b"),
          client.readWriteLock("c").readLock(),
          client.readWriteLock("d").writeLock(),
          client.semaphore("a", 3).withWeight(2));

  @Test
  void everyForm_beforeThereIsAConnection_isRefused() {
    assertThatThrownBy(locks::acquire).isInstanceOf(BackendException.class);
    assertThatThrownBy(() -> locks.acquire(SHORT)).isInstanceOf(BackendException.class);
    assertThatThrownBy(locks::tryAcquire)
        .isInstanceOf(BackendException.class)
        .hasMessageStartingWith("lock \"a\": not connected yet");
    assertThatThrownBy(() -> locks.tryAcquire(SHORT)).isInstanceOf(BackendException.class);
    assertThatThrownBy(() -> locks.call(all -> "never")).isInstanceOf(BackendException.class);
    assertThatThrownBy(() -> locks.call(SHORT, all -> "never"))
        .isInstanceOf(BackendException.class);
    assertThat(failureOf(locks.acquireAsync())).isInstanceOf(BackendException.class);
    assertThat(failureOf(locks.acquireAsync(SHORT))).isInstanceOf(BackendException.class);
    assertThat(locks.names()).containsExactly("a", "b", "c", "d");
    assertThat(locks.locks().get(1).isSameLock(client.lock("b"))).isTrue();
    assertThat(locks.locks().get(1).isSameLock(engine.lock("b"))).isFalse();
    assertThat(locks).hasToString("MultiLock[a, b, c, d]");
    assertThat(backend.operations()).isEmpty();
    client.close();
  }

  @Test
  void everyForm_onceThereIsAConnection_isThatOfTheClient() throws Exception {
    up.countDown();
    awaitTrue(this::isConnected);
    locks.acquire().close();
    locks.acquire(SHORT).close();
    locks.tryAcquire().orElseThrow().close();
    locks.tryAcquire(SHORT).orElseThrow().close();
    resultOf(locks.acquireAsync()).close();
    resultOf(locks.acquireAsync(SHORT)).close();
    assertThat(locks.<Boolean, RuntimeException>call(MultiLease::isHeld)).isTrue();
    assertThat(locks.<Boolean, RuntimeException>call(SHORT, MultiLease::isHeld)).isTrue();
    assertThat(engine.kept()).isZero();
    clock.goOn();
    client.close();
  }

  private boolean isConnected() {
    try {
      locks.tryAcquire().orElseThrow().close();
      return true;
    } catch (BackendException notYet) {
      return false;
    }
  }

  @Test
  void lock_ofTheClientThatItBecomes_isRefused() {
    assertThatThrownBy(() -> client.allOf(client.lock("a"), engine.lock("b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"b\" is not a lock of this client");
    client.close();
  }
}
