package dev.baton;

import dev.baton.internal.lease.CheckedLease;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Four plain lock functions: {@link #redisLock redisLock}, {@link #acquireLock acquireLock}, {@link
 * #releaseLock releaseLock}, {@link #isRedisLocked isRedisLocked}. They keep the meaning of the
 * lock functions of the Julia client Jedis.jl, one to one.
 *
 * <p>Do some work while holding a lock; a second caller blocks until the first one is done:
 *
 * <pre>{@code
 * Thread first = new Thread(() -> RedisLocks.redisLock("example_lock", () -> {
 *   TimeUnit.SECONDS.sleep(3);
 *   return null;
 * }));
 * first.start();
 * // and, once the first one has the lock:
 * RedisLocks.redisLock("example_lock", () -> {
 *   System.out.println("This message will be delayed by 3 seconds!");
 *   return null;
 * });
 * }</pre>
 *
 * <p>Or take the lock and free it with the owner's value:
 *
 * <pre>{@code
 * String value = RedisLocks.acquireLock("example_lock");
 * RedisLocks.isRedisLocked("example_lock");          // true
 * RedisLocks.releaseLock("example_lock", "wrong");   // false, and the lock stays
 * RedisLocks.releaseLock("example_lock", value);     // true
 * RedisLocks.isRedisLocked("example_lock");          // false
 * }</pre>
 *
 * <p>The value in Redis is exactly the caller's, so a lock taken here can be released by any other
 * library, and the other way round. Without a {@link LockArgs#timeout timeout} the key never
 * expires: if its holder dies, somebody must release it by hand. For locks that are renewed, expire
 * with their holder and carry a fencing token, see {@link LockClient}.
 *
 * <p>All functions block, and throw {@link BackendException} if Redis refuses or falls silent; the
 * lock is then not held by the caller, or, from {@link #releaseLock}, in the state that {@link
 * BackendException#outcome()} says.
 */
public final class RedisLocks {
  private static final ReentrantLock GLOBAL = new ReentrantLock();
  private static volatile @Nullable LockClient global;

  private RedisLocks() {}

  /**
   * Work done while a lock is held.
   *
   * @param <T> what it returns
   * @param <X> what it may throw
   */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object, X extends Exception> {

    /**
     * Does the work.
     *
     * @return the result
     * @throws X if the work fails
     */
    T run() throws X;
  }

  /**
   * Runs a function while holding a lock; blocks while somebody else holds it.
   *
   * @param key the lock's key
   * @param fn what to run
   * @param <T> what it returns
   * @param <X> what it may throw
   * @return what the function returned
   * @throws X what the function threw; the lock has been released
   * @throws InterruptedException if the thread is interrupted while it waits: the function was not
   *     run
   */
  public static <T extends @Nullable Object, X extends Exception> T redisLock(
      String key, Work<? extends T, ? extends X> fn) throws X, InterruptedException {
    return redisLock(key, fn, LockArgs.defaults());
  }

  /**
   * Runs a function while holding a lock; blocks while somebody else holds it. If the lock expires
   * meanwhile, by a {@link LockArgs#timeout timeout}, the result is returned all the same, where
   * {@link DistributedLock#call(LeaseFunction)} throws.
   *
   * @param key the lock's key
   * @param fn what to run
   * @param args value, client, timeout, time between checks
   * @param <T> what it returns
   * @param <X> what it may throw
   * @return what the function returned
   * @throws X what the function threw; the lock has been released
   * @throws InterruptedException if the thread is interrupted while it waits: the function was not
   *     run
   */
  public static <T extends @Nullable Object, X extends Exception> T redisLock(
      String key, Work<? extends T, ? extends X> fn, LockArgs args) throws X, InterruptedException {
    try (Lease lease = lock(key, args).acquire()) {
      return fn.run();
    }
  }

  /**
   * Takes a lock with a random UUID as its value; blocks while somebody else holds it.
   *
   * @param key the lock's key
   * @return the value that {@link #releaseLock(String, String)} needs
   * @throws InterruptedException if the thread is interrupted while it waits: the lock is not held
   */
  public static String acquireLock(String key) throws InterruptedException {
    return acquireLock(key, LockArgs.defaults());
  }

  /**
   * Takes a lock; blocks while somebody else holds it, also one with the same value.
   *
   * @param key the lock's key
   * @param value the key's value in Redis, byte for byte
   * @return the value
   * @throws InterruptedException if the thread is interrupted while it waits: the lock is not held
   */
  public static String acquireLock(String key, String value) throws InterruptedException {
    return acquireLock(key, LockArgs.defaults().lockValue(value));
  }

  /**
   * Takes a lock; blocks while somebody else holds it.
   *
   * @param key the lock's key
   * @param args value, client, timeout, time between checks
   * @return the value that {@link #releaseLock(String, String)} needs
   * @throws InterruptedException if the thread is interrupted while it waits: the lock is not held
   */
  // The lease is left behind on purpose: the value is what the caller holds the lock by.
  @SuppressWarnings("resource")
  public static String acquireLock(String key, LockArgs args) throws InterruptedException {
    Lease lease = lock(key, args).acquire();
    if (lease instanceof CheckedLease ours) {
      ours.detach();
    }
    return lease.ownerToken();
  }

  /**
   * Frees a lock if it has the given value, in one atomic step.
   *
   * @param key the lock's key
   * @param value the value it was taken with
   * @return whether the lock had that value and is free now, or the next waiter's; if not, nothing
   *     was changed
   */
  public static boolean releaseLock(String key, String value) {
    return releaseLock(key, value, globalClient());
  }

  /**
   * Frees a lock if it has the given value, in one atomic step.
   *
   * @param key the lock's key
   * @param value the value it was taken with
   * @param client instead of the global client
   * @return whether the lock had that value and is free now, or the next waiter's; if not, nothing
   *     was changed
   */
  public static boolean releaseLock(String key, String value, LockClient client) {
    return client.lock(key).release(value);
  }

  /**
   * Asks whether anybody holds a lock.
   *
   * @param key the lock's key
   * @return whether the key exists
   */
  public static boolean isRedisLocked(String key) {
    return isRedisLocked(key, globalClient());
  }

  /**
   * Asks whether anybody holds a lock.
   *
   * @param key the lock's key
   * @param client instead of the global client
   * @return whether the key exists
   */
  public static boolean isRedisLocked(String key, LockClient client) {
    return client.lock(key).isLocked();
  }

  /**
   * Sets the client that is used where none is given. The one before is not closed.
   *
   * @param client the client; null to connect anew on the next use, see {@link #globalClient()}
   */
  public static void setGlobalClient(@Nullable LockClient client) {
    GLOBAL.lock();
    try {
      global = client;
    } finally {
      GLOBAL.unlock();
    }
  }

  /**
   * The client that is used where none is given. If none was set, connects to the environment's
   * {@code REDIS_URL}, else to {@code redis://127.0.0.1:6379}.
   *
   * @return the client
   */
  public static LockClient globalClient() {
    LockClient set = global;
    return set != null ? set : connectGlobal();
  }

  private static LockClient connectGlobal() {
    GLOBAL.lock();
    try {
      LockClient set = global;
      if (set == null) {
        set =
            LockClient.connect(
                Optional.ofNullable(System.getenv("REDIS_URL")).orElse("redis://127.0.0.1:6379"));
        global = set;
      }
      return set;
    } finally {
      GLOBAL.unlock();
    }
  }

  private static DistributedLock lock(String key, LockArgs args) {
    return args.client().orElseGet(RedisLocks::globalClient).lock(key, args.toOptions());
  }
}
