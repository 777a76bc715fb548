package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The view for code that expects the JDK's interface. */
@Execution(ExecutionMode.CONCURRENT)
class JavaLockTest extends Contract {

  @Test
  void lock_takenTwiceByOneThread_isFreeAfterTheSecondUnlock() {
    LockClient client = client();
    Lock lock = client.lock("k").asJavaLock();
    Lock sameName = client.lock("k").asJavaLock();
    lock.lock();
    assertThat(sameName.tryLock()).isTrue();
    lock.unlock();
    assertThat(redis.get("k")).isNotNull();
    sameName.unlock();
    assertThat(redis.get("k")).isNull();
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void lock_ofAnotherThread_excludesAndCannotBeUnlocked() throws Exception {
    Lock lock = lock("k").asJavaLock();
    lock.lock();
    assertThat(get(inBackground(() -> lock.tryLock()))).isFalse();
    assertThat(get(inBackground(() -> lock.tryLock(20, TimeUnit.MILLISECONDS)))).isFalse();
    assertThatThrownBy(() -> get(inBackground(() -> unlock(lock))))
        .hasCauseInstanceOf(IllegalMonitorStateException.class);
    CompletableFuture<Boolean> next =
        inBackground(
            () -> {
              lock.lockInterruptibly();
              return unlock(lock);
            });
    lock.unlock();
    assertThat(get(next)).isTrue();
  }

  @Test
  void reentry_doesNotChangeTheFence() throws Exception {
    LockClient client = client();
    Lock lock = client.lock("k").asJavaLock();
    lock.lock();
    long fence = client.lock("k").inspect().fencingToken().orElseThrow();
    lock.lock();
    assertThat(client.lock("k").inspect().fencingToken()).contains(fence);
    lock.unlock();
    lock.unlock();
    try (Lease lease = client.lock("k").acquire()) {
      assertThat(lease.fencingToken()).isGreaterThan(fence);
    }
  }

  @Test
  void interruptedThread_locking_waitsOnAndKeepsTheFlag() throws Exception {
    Lock lock = lock("k").asJavaLock();
    Lock other = lock("k").asJavaLock();
    other.lock();
    Thread[] waiter = new Thread[1];
    CompletableFuture<Boolean> flag =
        inBackground(
            () -> {
              waiter[0] = Thread.currentThread();
              waiter[0].interrupt();
              lock.lock();
              boolean interrupted = Thread.interrupted();
              lock.unlock();
              return interrupted;
            });
    eventually().until(() -> waiting(lock("k")) == 1);
    waiter[0].interrupt();
    eventually().until(() -> waiting(lock("k")) == 1);
    other.unlock();
    assertThat(get(flag)).isTrue();
    eventually().until(() -> redis.get("k") == null);
  }

  @Test
  void lostLock_unlocked_says() {
    Lock lock = lock("k").asJavaLock();
    lock.lock();
    redis.send("DEL", "k");
    assertThatThrownBy(lock::unlock).isInstanceOf(LeaseLostException.class);
    lock.lock();
    lock.unlock();
  }

  @Test
  void condition_isRefusedWithAReason() {
    assertThatThrownBy(() -> lock("k").asJavaLock().newCondition())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("conditions");
  }

  private static boolean unlock(Lock lock) {
    lock.unlock();
    return true;
  }
}
