package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The JDK's view of a read/write lock. */
class JavaReadWriteLockTest extends CohortCase {
  private final ReadWriteLock view = engine.readWriteLock("order:42").asJavaLock();
  private final Lock read = view.readLock();
  private final Lock write = view.writeLock();

  @AfterEach
  void nothingIsLeft() {
    assertThat(engine.kept()).isZero();
  }

  /** What another thread finds. */
  private static <T> T elsewhere(Supplier<T> action) {
    return CompletableFuture.supplyAsync(action, task -> new Thread(task).start()).join();
  }

  private boolean canRead() {
    return elsewhere(
        () -> {
          boolean reads = read.tryLock();
          if (reads) {
            read.unlock();
          }
          return reads;
        });
  }

  /** The server has the lock for this process. */
  private void busyForOthers() {
    backend.on("ACQUIRE", command -> backend.heldBy(HOLDER, command));
    backend.on("SHARE", command -> backend.heldBy(HOLDER, command));
  }

  @Test
  void read_byManyThreads_together() {
    read.lock();
    assertThat(canRead()).isTrue();
    read.unlock();
    assertThat(backend.operations()).containsExactly("SHARE", "UNSHARE");
  }

  @Test
  void read_reentered_asksNobodyAndIsReleasedByTheLastUnlock() throws Exception {
    read.lock();
    read.lockInterruptibly();
    assertThat(read.tryLock()).isTrue();
    assertThat(read.tryLock(1, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 4; i++) {
      assertThat(backend.operations()).containsExactly("SHARE");
      read.unlock();
    }
    assertThat(backend.operations()).containsExactly("SHARE", "UNSHARE");
  }

  @Test
  void write_reentered_isReleasedByTheLastUnlock() {
    write.lock();
    assertThat(write.tryLock()).isTrue();
    write.unlock();
    busyForOthers();
    assertThat(canRead()).isFalse();
    write.unlock();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "SHARE", "RELEASE");
  }

  @Test
  void write_thenRead_asksNobody() {
    write.lock();
    read.lock();
    read.lock();
    assertThat(read.tryLock()).isTrue();
    read.unlock();
    read.unlock();
    read.unlock();
    write.unlock();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void writeUnlocked_whileReading_readsOn() {
    write.lock();
    write.lock();
    read.lock();
    read.lock();
    write.unlock();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
    write.unlock();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "DOWNGRADE");
    read.lock();
    read.unlock();
    read.unlock();
    read.unlock();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "DOWNGRADE", "UNSHARE");
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(read::unlock);
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(write::unlock);
  }

  @Test
  void write_whileReading_isRefusedAtOnce() throws Exception {
    read.lock();
    assertThatIllegalStateException()
        .isThrownBy(write::lock)
        .withMessageContaining("it must unlock the read lock first");
    assertThatIllegalStateException().isThrownBy(write::lockInterruptibly);
    assertThat(write.tryLock()).isFalse();
    assertThat(write.tryLock(1, TimeUnit.HOURS)).isFalse();
    read.unlock();
    assertThat(write.tryLock()).isTrue();
    write.unlock();
    assertThat(backend.operations()).containsExactly("SHARE", "UNSHARE", "ACQUIRE", "RELEASE");
  }

  @Test
  void write_whileReadingAfterADowngrade_isRefused() {
    write.lock();
    read.lock();
    write.unlock();
    assertThat(write.tryLock()).isFalse();
    read.unlock();
  }

  @Test
  void unlock_notLocked_isRefused() {
    for (Lock each : new Lock[] {read, write}) {
      assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(each::unlock);
    }
    read.lock();
    assertThatExceptionOfType(IllegalMonitorStateException.class)
        .isThrownBy(
            () -> {
              try {
                elsewhere(
                    () -> {
                      read.unlock();
                      return "";
                    });
              } catch (CompletionException e) {
                throw (RuntimeException) e.getCause();
              }
            });
    read.unlock();
  }

  @Test
  void read_whileAnotherProcessWantsToWrite_isLetInIfItReadsAlready() {
    read.lock();
    backend.push("WANTED " + backend.lastRequest("SHARE"));
    busyForOthers();
    read.lock();
    assertThat(canRead()).isFalse();
    read.unlock();
    read.unlock();
  }

  @Test
  void views_ofOneName_countTogether() {
    write.lock();
    Lock plain = lock.asJavaLock();
    assertThat(plain.tryLock()).isTrue();
    read.lock();
    write.unlock();
    plain.unlock();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "DOWNGRADE");
    assertThat(plain.tryLock()).isFalse();
    engine.readWriteLock("order:42").asJavaLock().readLock().unlock();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "DOWNGRADE", "UNSHARE");
  }

  @Test
  void interruptFlagSet_lockKeepsIt_lockInterruptiblyThrows() {
    for (Lock each : new Lock[] {read, write}) {
      Thread.currentThread().interrupt();
      each.lock();
      assertThat(Thread.interrupted()).isTrue();
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(each::lockInterruptibly);
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> each.tryLock(1, TimeUnit.SECONDS));
      assertThat(Thread.interrupted()).isFalse();
      each.unlock();
    }
  }

  @Test
  void newCondition_ofEither_isRefused() {
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(read::newCondition);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(write::newCondition);
  }

  @Test
  void thread_endedWhileItReads_isRenewedNoMore() throws Exception {
    Thread gone = new Thread(read::lock);
    gone.start();
    gone.join();
    clock.advance(Duration.ofSeconds(10));
    engine.cohorts().renewer().tick();
    assertThat(backend.commands("PROLONG")).isEmpty();
    clock.advance(Duration.ofSeconds(30));
    engine.cohorts().renewer().tick();
  }
}
