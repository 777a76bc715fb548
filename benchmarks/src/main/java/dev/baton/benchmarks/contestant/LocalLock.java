package dev.baton.benchmarks.contestant;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * The JDK's fair locks: what passing a lock among the threads of one process costs without Redis.
 *
 * @param <L> which of them
 */
final class LocalLock<L> implements Contestant {
  private final ConcurrentHashMap<String, L> locks = new ConcurrentHashMap<>();
  private final Function<String, L> make;
  private final Function<L, LockHandle> hand;

  private LocalLock(Function<String, L> make, Function<L, LockHandle> hand) {
    this.make = make;
    this.hand = hand;
  }

  static LocalLock<ReentrantLock> plain() {
    return new LocalLock<>(any -> new ReentrantLock(true), JavaLockHandle::new);
  }

  static LocalLock<ReentrantReadWriteLock> readWrite(Seat seat) {
    return new LocalLock<>(
        any -> new ReentrantReadWriteLock(true),
        both ->
            Mixture.of(
                new JavaLockHandle(both.readLock()),
                new JavaLockHandle(both.writeLock()),
                seat.mode()));
  }

  static LocalLock<Semaphore> permits(Seat seat) {
    return new LocalLock<>(
        any -> new Semaphore(seat.mode().part().room(), true),
        permits ->
            new LockHandle() {
              @Override
              public long acquire() throws InterruptedException {
                permits.acquire();
                return NO_FENCE;
              }

              @Override
              public void release() {
                permits.release();
              }
            });
  }

  @Override
  public LockHandle handle(String name) {
    return hand.apply(locks.computeIfAbsent(name, make));
  }

  @Override
  public void close() {}
}
