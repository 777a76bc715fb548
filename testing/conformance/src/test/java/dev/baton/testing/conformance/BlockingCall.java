package dev.baton.testing.conformance;

import static java.util.concurrent.TimeUnit.MINUTES;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockArgs;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.RedisLocks;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Every call that keeps its thread: those that an interrupt ends, and those that it does not. */
enum BlockingCall {
  ACQUIRE("DistributedLock.acquire()", with -> with.lock.acquire().release()),
  ACQUIRE_IN_TIME(
      "DistributedLock.acquire(Duration)",
      with -> with.lock.acquire(Duration.ofMinutes(1)).release()),
  TRY_ACQUIRE_IN_TIME(
      "DistributedLock.tryAcquire(Duration)",
      with -> with.lock.tryAcquire(Duration.ofMinutes(1)).orElseThrow().release()),
  CALL("DistributedLock.call(LeaseFunction)", with -> with.lock.call(Lease::fencingToken)),
  CALL_IN_TIME(
      "DistributedLock.call(Duration,LeaseFunction)",
      with -> with.lock.call(Duration.ofMinutes(1), Lease::fencingToken)),
  LOCK_INTERRUPTIBLY(
      "Lock.lockInterruptibly()",
      with -> {
        with.lock.asJavaLock().lockInterruptibly();
        with.lock.asJavaLock().unlock();
      }),
  TRY_LOCK_IN_TIME(
      "Lock.tryLock(long,TimeUnit)",
      with -> {
        if (with.lock.asJavaLock().tryLock(1, MINUTES)) {
          with.lock.asJavaLock().unlock();
        }
      }),
  REDIS_LOCK(
      "RedisLocks.redisLock(String,Work,LockArgs)",
      with -> RedisLocks.redisLock(with.lock.name(), () -> "done", with.args())),
  ACQUIRE_LOCK(
      "RedisLocks.acquireLock(String,LockArgs)",
      with -> {
        String value = RedisLocks.acquireLock(with.lock.name(), with.args());
        RedisLocks.releaseLock(with.lock.name(), value, with.client);
      }),

  LOCK(
      with -> {
        with.lock.asJavaLock().lock();
        with.lock.asJavaLock().unlock();
      }),
  TRY_ACQUIRE(with -> with.lock.tryAcquire().ifPresent(Lease::release)),
  TRY_LOCK(
      with -> {
        if (with.lock.asJavaLock().tryLock()) {
          with.lock.asJavaLock().unlock();
        }
      }),
  IS_LOCKED(with -> with.lock.isLocked()),
  INSPECT(with -> with.lock.inspect()),
  RELEASE_BY_TOKEN(with -> with.other.lock("k2").release(with.held.ownerToken())),
  RELEASE(with -> with.held.release()),
  RENEW(with -> with.held.renew(Duration.ofSeconds(20))),
  CLOSE_LEASE(with -> with.held.close()),
  CLOSE_CLIENT(with -> with.other.close()),
  IS_REDIS_LOCKED(with -> RedisLocks.isRedisLocked(with.lock.name(), with.client));

  /**
   * What there is to call.
   *
   * @param client a client
   * @param lock a lock of it
   * @param other another client
   * @param held a lease of the other client's, on another lock
   */
  record Scene(LockClient client, DistributedLock lock, LockClient other, Lease held) {
    static Scene of(LockClient client, LockClient other) throws InterruptedException {
      DistributedLock lock = client.lock("k", LockOptions.defaults().strictFifo(true));
      return new Scene(client, lock, other, other.lock("k2").acquire());
    }

    LockArgs args() {
      return LockArgs.defaults().client(client);
    }
  }

  private interface Body {
    void run(Scene with) throws Exception;
  }

  /** The method, if an interrupt ends it; empty if it does not. */
  final String signature;

  private final Body body;

  BlockingCall(String signature, Body body) {
    this.signature = signature;
    this.body = body;
  }

  BlockingCall(Body body) {
    this("", body);
  }

  boolean isInterruptible() {
    return !signature.isEmpty();
  }

  void run(Scene with) throws Exception {
    body.run(with);
  }

  static List<BlockingCall> interruptible() {
    return Arrays.stream(values()).filter(BlockingCall::isInterruptible).toList();
  }

  static List<BlockingCall> uninterruptible() {
    return Arrays.stream(values()).filter(call -> !call.isInterruptible()).toList();
  }
}
