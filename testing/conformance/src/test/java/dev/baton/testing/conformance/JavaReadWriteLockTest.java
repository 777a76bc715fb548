package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.LockClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the JDK's own ReentrantReadWriteLock is held to by the tests of JSR-166 (its {@code
 * ReentrantReadWriteLockTest}), but for conditions, counts of holds and queues, and serialization,
 * which {@link ReadWriteLock} does not have: among threads of one process, and of two.
 */
@Execution(ExecutionMode.CONCURRENT)
class JavaReadWriteLockTest extends Contract {
  /** Where the other threads are. */
  enum Others {
    HERE,
    IN_ANOTHER_PROCESS
  }

  private ReadWriteLock mine;
  private ReadWriteLock theirs;

  private void begin(Others others) {
    LockClient client = client();
    mine = client.readWriteLock("k").asJavaLock();
    LockClient other = others == Others.HERE ? client : client();
    theirs = other.readWriteLock("k").asJavaLock();
  }

  /** A thread that has a lock until it is told to unlock it. */
  private static final class Having implements AutoCloseable {
    private final CountDownLatch has = new CountDownLatch(1);
    private final CountDownLatch enough = new CountDownLatch(1);
    private final CompletableFuture<Boolean> done;

    Having(Lock lock) {
      done =
          inBackground(
              () -> {
                lock.lock();
                has.countDown();
                enough.await();
                lock.unlock();
                return true;
              });
    }

    boolean has() {
      return has.getCount() == 0;
    }

    @Override
    public void close() throws Exception {
      enough.countDown();
      get(done);
    }
  }

  private static Having having(Lock lock) {
    Having having = new Having(lock);
    eventually().until(having::has);
    return having;
  }

  private static boolean tried(Lock lock) throws Exception {
    return get(
        inBackground(
            () -> {
              boolean got = lock.tryLock();
              if (got) {
                lock.unlock();
              }
              return got;
            }));
  }

  /** Waits until so many wait for the lock in the server. */
  private void awaitWaiting(int number) {
    var any = lock("k");
    eventually().until(() -> waiting(any) == number);
  }

  @ParameterizedTest
  @EnumSource
  void unlock_notHeld_isIllegalMonitorState(Others others) throws Exception {
    begin(others);
    for (Lock lock : List.of(mine.readLock(), mine.writeLock())) {
      assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
      try (Having other = having(theirs.readLock())) {
        assertThat(other.has()).isTrue();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void writeLock_heldElsewhere_isNotGotByATry_ofEitherKind(Others others) throws Exception {
    begin(others);
    mine.writeLock().lock();
    assertThat(tried(theirs.writeLock())).isFalse();
    assertThat(tried(theirs.readLock())).isFalse();
    assertThat(get(inBackground(() -> theirs.writeLock().tryLock(20, TimeUnit.MILLISECONDS))))
        .isFalse();
    assertThat(get(inBackground(() -> theirs.readLock().tryLock(20, TimeUnit.MILLISECONDS))))
        .isFalse();
    mine.writeLock().unlock();
    awaitWaiting(0); // who gave up leaves the queue in the background
    assertThat(tried(theirs.writeLock())).isTrue();
    assertThat(tried(theirs.readLock())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void readLock_heldElsewhere_isGotByATryToRead_andNotByOneToWrite(Others others) throws Exception {
    begin(others);
    mine.readLock().lock();
    assertThat(tried(theirs.readLock())).isTrue();
    assertThat(tried(theirs.writeLock())).isFalse();
    assertThat(get(inBackground(() -> theirs.writeLock().tryLock(20, TimeUnit.MILLISECONDS))))
        .isFalse();
    mine.readLock().unlock();
    awaitWaiting(0); // as above
    assertThat(tried(theirs.writeLock())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void readLock_ofMany_isHeldByAllAtOnce(Others others) throws Exception {
    begin(others);
    try (Having one = having(theirs.readLock());
        Having two = having(mine.readLock());
        Having three = having(theirs.readLock())) {
      assertThat(List.of(one, two, three)).allMatch(Having::has);
    }
  }

  @ParameterizedTest
  @EnumSource
  void writer_waitsForAllWhoRead(Others others) throws Exception {
    begin(others);
    Having one = having(theirs.readLock());
    Having two = having(theirs.readLock());
    Having writer = new Having(mine.writeLock());
    awaitWaiting(1);
    one.close();
    assertThat(writer.has()).isFalse();
    two.close();
    eventually().until(writer::has);
    writer.close();
  }

  @ParameterizedTest
  @EnumSource
  void readers_waitForTheWriter_andThenAllRead(Others others) throws Exception {
    begin(others);
    Having writer = having(theirs.writeLock());
    List<Having> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(new Having(mine.readLock()));
    }
    assertThat(readers).noneMatch(Having::has);
    writer.close();
    for (Having reader : readers) {
      eventually().until(reader::has);
    }
    for (Having reader : readers) {
      reader.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void writer_readsAndWritesAgain_whoeverWaits(Others others) throws Exception {
    begin(others);
    mine.writeLock().lock();
    Having writer = new Having(theirs.writeLock());
    Having reader = new Having(theirs.readLock());
    mine.readLock().lock();
    mine.writeLock().lock();
    mine.writeLock().unlock();
    mine.readLock().unlock();
    assertThat(writer.has() || reader.has()).isFalse();
    mine.writeLock().unlock();
    eventually().until(() -> writer.has() || reader.has());
    if (writer.has()) {
      writer.close();
    }
    reader.close();
    writer.close();
  }

  @ParameterizedTest
  @EnumSource
  void writer_whoReads_readsOnWhenItWritesNoMore_andOthersCanRead(Others others) throws Exception {
    begin(others);
    mine.writeLock().lock();
    mine.readLock().lock();
    mine.writeLock().unlock();
    eventually().until(() -> tried(theirs.readLock()));
    assertThat(tried(theirs.writeLock())).isFalse();
    mine.readLock().unlock();
    assertThat(tried(theirs.writeLock())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void interrupted_whileItWaits_isToldAndHasNothing(Others others) throws Exception {
    begin(others);
    mine.writeLock().lock();
    for (Lock lock : List.of(theirs.writeLock(), theirs.readLock())) {
      for (boolean timed : List.of(true, false)) {
        AtomicBoolean flag = new AtomicBoolean(true);
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        Thread waiter =
            start(
                told,
                () -> {
                  try {
                    if (timed) {
                      lock.tryLock(1, TimeUnit.HOURS);
                    } else {
                      lock.lockInterruptibly();
                    }
                    return false;
                  } catch (InterruptedException e) {
                    flag.set(Thread.currentThread().isInterrupted());
                    return true;
                  }
                });
        if (others == Others.IN_ANOTHER_PROCESS) {
          awaitWaiting(1);
        }
        waiter.interrupt();
        assertThat(get(told)).isTrue();
        assertThat(flag).isFalse();
        awaitWaiting(0);
      }
    }
    mine.writeLock().unlock();
    assertThat(tried(theirs.writeLock())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void lockInterruptibly_free_isHeldByTheThread(Others others) throws Exception {
    begin(others);
    mine.writeLock().lockInterruptibly();
    assertThat(tried(theirs.readLock())).isFalse();
    mine.writeLock().unlock();
    mine.readLock().lockInterruptibly();
    assertThat(tried(theirs.writeLock())).isFalse();
    mine.readLock().unlock();
    assertThat(mine.writeLock().tryLock(1, TimeUnit.HOURS)).isTrue();
    mine.writeLock().unlock();
    assertThat(redis.send("EXISTS", "k")).isEqualTo(0L);
  }

  @ParameterizedTest
  @EnumSource
  void newCondition_isNotThere(Others others) {
    begin(others);
    assertThatThrownBy(mine.readLock()::newCondition)
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(mine.writeLock()::newCondition)
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @EnumSource
  void toString_namesTheLock(Others others) {
    begin(others);
    assertThat(List.of(mine, mine.readLock(), mine.writeLock()))
        .allSatisfy(each -> assertThat(each.toString()).contains("\"k\""));
  }
}
