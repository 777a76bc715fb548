package dev.baton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Several locks, read sides or permits of one client, held together or not at all. {@link
 * LockClient#allOf(List)} makes it.
 *
 * <p>All are asked for at once, so that any number of them costs one round trip while they are
 * free, in a cluster too. If one is busy, the call gives back those whose names come after it,
 * keeps those before it, and waits for that one in its queue; then it asks for the rest again.
 * Names are compared by their bytes in UTF-8, so that all clients have one order: whoever waits
 * here holds smaller names only, and no two wait for each other. That is so among those who hold
 * nothing else meanwhile: a thread that has one of the locks already waits for itself.
 *
 * <p>The time to wait is one for all of them. While it waits, a call renews what it has, as each
 * lock's options say; what it loses meanwhile it asks for again.
 *
 * <p>All acquiring methods throw {@link BackendException} if Redis refuses or falls silent when it
 * is asked for any of the locks, or too few replicas {@linkplain FailoverPolicy acknowledge} a
 * grant, {@link LockException} if a name belongs to data of another type, and {@link
 * IllegalStateException} if the client is closed, also while they wait. However a call ends without
 * the locks, what it had of them is given back, without waiting for the answer. A lost connection
 * does not end the wait for one lock, but a call that asks for the rest just then.
 */
public interface MultiLock {

  /**
   * The locks, in the order in which they are waited for.
   *
   * @return the locks, unmodifiable
   */
  List<Acquirable> locks();

  /**
   * The names, in the order in which they are waited for.
   *
   * @return the names, unmodifiable
   */
  List<String> names();

  /**
   * Acquires all, waiting for as long as it takes. Blocking; one round trip if they are free.
   *
   * @return the held locks
   * @throws InterruptedException if the thread is interrupted: none is held and the wait is undone
   */
  MultiLease acquire() throws InterruptedException;

  /**
   * Acquires all, waiting for at most a given time. Blocking.
   *
   * @param maxWait for all together; zero or more; zero tries once
   * @return the held locks
   * @throws LockTimeoutException if the time passed: none is held. It names the lock that was
   *     waited for, and its holder
   * @throws InterruptedException if the thread is interrupted: none is held and the wait is undone
   */
  MultiLease acquire(Duration maxWait) throws InterruptedException;

  /**
   * Acquires all if they are free and nobody waits for any of them. Blocking, one round trip; see
   * {@link Acquirable#tryAcquire()}. Of several that try at once each may find the others' part
   * busy.
   *
   * @return the held locks, or empty if one is busy: none is held then
   * @throws BackendException if Redis refused or fell silent: none is held. Thrown at once in a
   *     callback that runs on a thread of Baton's or the adapter's, as by all methods here that
   *     wait
   */
  Optional<MultiLease> tryAcquire();

  /**
   * Acquires all if they come free within a given time. Blocking. The answers to the first question
   * are awaited for up to 250 ms however short the time is.
   *
   * @param maxWait for all together; zero or more; zero tries once
   * @return the held locks, or empty if the time passed: none is held then
   * @throws BackendException if Redis refused, could not be reached, or was silent: none is held,
   *     and what may be left of them is undone
   * @throws InterruptedException if the thread is interrupted: none is held and the wait is undone
   */
  Optional<MultiLease> tryAcquire(Duration maxWait) throws InterruptedException;

  /**
   * Acquires all without blocking, waiting for as long as it takes.
   *
   * @return completes with the held locks, on a thread of the adapter, of Baton or of whoever
   *     released the last of them, so callbacks must not block. Cancelling its {@link
   *     CompletionStage#toCompletableFuture() future} leaves the queue; what was granted is given
   *     back
   */
  CompletionStage<MultiLease> acquireAsync();

  /**
   * Acquires all without blocking, waiting for at most a given time.
   *
   * @param maxWait for all together; zero or more; zero tries once
   * @return completes with the held locks, or with a {@link LockTimeoutException} that names the
   *     lock that was waited for; see {@link #acquireAsync()}
   */
  CompletionStage<MultiLease> acquireAsync(Duration maxWait);

  /**
   * Does some work while holding all, waiting for as long as it takes, and releases them
   * afterwards. Blocking.
   *
   * @param work what to do; it gets the leases
   * @param <T> what the work returns
   * @param <X> what the work may throw
   * @return what the work returned
   * @throws X what the work threw; the locks have been released
   * @throws LeaseLostException if one was lost while the work ran, and the work itself did not
   *     throw: its result may rest on a lock that it did not hold
   * @throws InterruptedException if the thread is interrupted while it waits: the work was not
   *     begun
   */
  <T extends @Nullable Object, X extends Exception> T call(
      MultiLeaseFunction<? extends T, ? extends X> work) throws X, InterruptedException;

  /**
   * Does some work while holding all, waiting for at most a given time, and releases them
   * afterwards. Blocking.
   *
   * @param maxWait for all together; zero or more; zero tries once
   * @param work what to do; it gets the leases
   * @param <T> what the work returns
   * @param <X> what the work may throw
   * @return what the work returned
   * @throws X what the work threw; the locks have been released
   * @throws LockTimeoutException if the time passed: the work was not begun
   * @throws LeaseLostException if one was lost while the work ran, and the work itself did not
   *     throw: its result may rest on a lock that it did not hold
   * @throws InterruptedException if the thread is interrupted while it waits: the work was not
   *     begun
   */
  <T extends @Nullable Object, X extends Exception> T call(
      Duration maxWait, MultiLeaseFunction<? extends T, ? extends X> work)
      throws X, InterruptedException;
}
