package dev.baton.locked;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.ReleaseOutcome;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A lease, shared by those of one chain of calls who run under it: the call that acquired it, calls
 * within that one, and a transaction that must not end without it. The last of them releases it.
 *
 * <p>A chain of calls is what its thread has, until it is handed to another one.
 */
public final class HeldLease implements AutoCloseable {

  /** What the calls on this thread hold, outermost first. */
  private static final ThreadLocal<List<HeldLease>> CURRENT = new ThreadLocal<>();

  private final LockClient client;
  private final Lease lease;
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * A lease that was just acquired, with its first user.
   *
   * @param client holds the lock
   * @param lease the lease
   */
  public HeldLease(LockClient client, Lease lease) {
    this.client = client;
    this.lease = lease;
  }

  /**
   * Work that runs under a lease.
   *
   * @param <E> what it may throw
   */
  @FunctionalInterface
  public interface Body<E extends Throwable> {
    /**
     * Does the work.
     *
     * @return what comes of it
     * @throws E if it fails
     */
    @Nullable Object run() throws E;
  }

  /**
   * Acquires a lock for a method that waits on its caller's thread.
   *
   * @param client holds the lock
   * @param lock the lock
   * @param maxWait for how long to wait at most
   * @param skips whether the call is left out if that is over, in place of an exception
   * @param method is to run under the lock
   * @return the lease with its first user; null if the call is to be left out
   * @throws InterruptedException if interrupted while it waited, and the method declares it; the
   *     lock is not held
   * @throws LockException if interrupted, and the method does not declare it, with the thread's
   *     interrupt flag set; or as {@link DistributedLock#acquire(Duration)} throws it. The lock is
   *     not held
   */
  public static @Nullable HeldLease acquire(
      LockClient client, DistributedLock lock, Duration maxWait, boolean skips, Method method)
      throws InterruptedException {
    try {
      Lease lease = skips ? lock.tryAcquire(maxWait).orElse(null) : lock.acquire(maxWait);
      return lease == null ? null : new HeldLease(client, lease);
    } catch (InterruptedException e) {
      if (Arrays.stream(method.getExceptionTypes())
          .anyMatch(declared -> declared.isAssignableFrom(InterruptedException.class))) {
        throw e;
      }
      Thread.currentThread().interrupt();
      throw new LockException(
          lock.name(),
          "interrupted while it waited for \"" + lock.name() + "\": the lock is not held",
          e);
    }
  }

  /**
   * The lease.
   *
   * @return it may be lost by now
   */
  public Lease lease() {
    return lease;
  }

  /**
   * What the calls on this thread hold, without what was released on another one.
   *
   * @return outermost first
   */
  public static List<HeldLease> current() {
    List<HeldLease> held = CURRENT.get();
    return held == null ? List.of() : held.stream().filter(one -> one.users.get() > 0).toList();
  }

  /**
   * This thread has these from now on.
   *
   * @param held outermost first
   */
  public static void current(List<HeldLease> held) {
    if (held.isEmpty()) {
      CURRENT.remove();
    } else {
      CURRENT.set(held);
    }
  }

  /**
   * The lease of the innermost call on this thread that has one.
   *
   * @return the lease, or empty; it may be lost by now
   */
  public static Optional<Lease> innermost() {
    return current().stream().reduce((outer, inner) -> inner).map(HeldLease::lease);
  }

  /**
   * The lease of the innermost call on this thread that has one on a lock.
   *
   * @param lockName the lock
   * @return the lease, or empty; it may be lost by now
   */
  public static Optional<Lease> innermost(String lockName) {
    return current().stream()
        .map(HeldLease::lease)
        .filter(lease -> lease.lockName().equals(lockName))
        .reduce((outer, inner) -> inner);
  }

  /**
   * What of a chain of calls has a lock, with one more user.
   *
   * @param chain what the calls hold
   * @param client holds the lock
   * @param lockName the lock
   * @return to be closed; null if nothing has it
   */
  public static @Nullable HeldLease again(
      List<HeldLease> chain, LockClient client, String lockName) {
    for (HeldLease held : chain) {
      if (held.client == client && held.lease.lockName().equals(lockName) && held.enter()) {
        return held;
      }
    }
    return null;
  }

  /**
   * One more user, unless the last one has gone.
   *
   * @return whether it is one, who must close it
   */
  public boolean enter() {
    return users.getAndUpdate(now -> now == 0 ? 0 : now + 1) > 0;
  }

  /** This thread has it from now on, until it is {@linkplain #pop popped}. */
  public void push() {
    List<HeldLease> more = new ArrayList<>(current());
    more.add(this);
    current(more);
  }

  /** This thread has it once less. */
  public void pop() {
    List<HeldLease> less = new ArrayList<>(current());
    int last = less.lastIndexOf(this);
    if (last >= 0) {
      less.remove(last);
    }
    current(less);
  }

  /**
   * Runs in this thread's chain of calls.
   *
   * @param <E> what the body may throw
   * @param body runs under the lease
   * @return what comes of it
   * @throws E if the body throws it
   * @throws dev.baton.LeaseLostException if the lease is lost already; the body was not run
   */
  public <E extends Throwable> @Nullable Object during(Body<E> body) throws E {
    lease.ensureHeld();
    push();
    try {
      return body.run();
    } finally {
      pop();
    }
  }

  /**
   * Runs in another thread's chain of calls.
   *
   * @param <E> what the body may throw
   * @param chain what that thread had
   * @param body runs under the lease
   * @return what comes of it
   * @throws E if the body throws it
   * @throws dev.baton.LeaseLostException if the lease is lost already; the body was not run
   */
  public <E extends Throwable> @Nullable Object during(List<HeldLease> chain, Body<E> body)
      throws E {
    List<HeldLease> before = current();
    current(chain);
    try {
      return during(body);
    } finally {
      current(before);
    }
  }

  /** One user less; the last one releases the lease. Blocking then, but where it must not. */
  @Override
  public void close() {
    if (users.decrementAndGet() == 0) {
      lease.close();
    }
  }

  /**
   * One user less; the last one releases the lease. Never blocks.
   *
   * @return completes once the lease is released, if that was the last; fails with {@link
   *     dev.baton.LeaseLostException} if it was lost
   */
  public CompletionStage<@Nullable Void> closeAsync() {
    CompletionStage<?> released =
        users.decrementAndGet() == 0
            ? lease.releaseAsync()
            : CompletableFuture.completedFuture(ReleaseOutcome.RELEASED);
    return released.handle(
        (outcome, unanswered) -> {
          throwIfLost();
          return null;
        });
  }

  /**
   * Does nothing if the lease is held, or was until it was released.
   *
   * @throws dev.baton.LeaseLostException if it was lost
   */
  public void throwIfLost() {
    try {
      lease.ensureHeld();
    } catch (IllegalStateException released) {
      // As it should be. A release that was not answered counts as one: it was held until then.
    }
  }
}
