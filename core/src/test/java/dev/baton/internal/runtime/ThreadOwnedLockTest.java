package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.LeaseLostException;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The view for code that expects the JDK's interface. */
class ThreadOwnedLockTest {
  private final ScriptedBackend backend = new ScriptedBackend();
  private final Engine engine = backend.engine();
  private final Lock lock = engine.lock("order:42").asJavaLock();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void lock_reentered_asksNobodyAndIsReleasedByTheLastUnlock() throws Exception {
    lock.lock();
    lock.lockInterruptibly();
    assertThat(lock.tryLock()).isTrue();
    assertThat(engine.lock("order:42").asJavaLock().tryLock(0, TimeUnit.SECONDS)).isTrue();
    lock.unlock();
    lock.unlock();
    lock.unlock();
    assertThat(backend.operations()).containsExactly("ACQUIRE");

    lock.unlock();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void tryLock_heldByAnotherThread_isFalseAndAsksNobody() {
    lock.lock();

    assertThat(CompletableFuture.supplyAsync(lock::tryLock).join()).isFalse();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
    lock.unlock();
  }

  @Test
  void tryLock_ofAnotherThreadWithAPlaceOfItsOwn_asksTheServer() {
    Lock strict = engine.lock("order:42", LockOptions.defaults().strictFifo(true)).asJavaLock();
    strict.lock();
    backend.on("ACQUIRE", words("HELD", 1_000L, "somebody"));

    assertThat(CompletableFuture.supplyAsync(strict::tryLock).join()).isFalse();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
    strict.unlock();
  }

  @Test
  void unlock_notHeldByThisThread_isRefusedAndChangesNothing() {
    lock.lock();
    assertThatExceptionOfType(IllegalMonitorStateException.class)
        .isThrownBy(engine.lock("other").asJavaLock()::unlock)
        .withMessageContaining("\"other\" is not held by");
    CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(lock::unlock);

    assertThat(Eventually.failureOf(elsewhere)).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(backend.operations()).containsExactly("ACQUIRE");
    lock.unlock();
  }

  @Test
  void unlock_lostMeanwhile_saysSoAndHoldsNothing() {
    lock.lock();
    backend.on("RELEASE", words("OVERWRITTEN", "them"));

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(lock::unlock)
        .returns(LossReason.OVERWRITTEN, LeaseLostException::reason);
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
  }

  @Test
  void lock_interruptFlagSet_locksAndKeepsIt() {
    Thread.currentThread().interrupt();
    lock.lock();

    assertThat(Thread.interrupted()).isTrue();
    lock.unlock();
  }

  @Test
  void lockInterruptibly_interruptFlagSet_throwsAndSendsNothing() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(lock::lockInterruptibly);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(backend.operations()).isEmpty();
  }

  @Test
  void newCondition_anyTime_isRefused() {
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(lock::newCondition);
  }
}
