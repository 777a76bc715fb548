package dev.baton;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What can be acquired, and is then held by a {@link Lease}: a {@linkplain DistributedLock lock},
 * one side of a {@linkplain DistributedReadWriteLock read/write lock}, or permits of a {@linkplain
 * DistributedSemaphore semaphore}. "The lock" below is whichever of them it is.
 *
 * <p>All acquiring methods throw {@link BackendException} if Redis refuses or falls silent before
 * the wait has begun, or too few replicas {@linkplain FailoverPolicy acknowledge} the grant, {@link
 * LockException} if the name belongs to data of another type, and {@link IllegalStateException} if
 * the client is closed, also while they wait; in all these cases the lock is not held and nothing
 * is left behind. Once the wait has begun, a lost connection does not end it: it resumes when the
 * server is back.
 */
public interface Acquirable {

  /**
   * The lock's name, which is also its key in Redis.
   *
   * @return the name
   */
  String name();

  /**
   * How this lock is held.
   *
   * @return the options
   */
  LockOptions options();

  /**
   * Whether another is the same lock, of this client and with this name, whatever side of it and
   * with whatever weight or options. Who holds one and waits for the other can wait for itself.
   * Costs nothing and asks nobody.
   *
   * @param other another one
   * @return whether it is the same lock
   */
  boolean isSameLock(Acquirable other);

  /**
   * Acquires the lock, waiting for as long as it takes. Blocking; one round trip if the lock is
   * free, otherwise two commands however many wait, and none if it is passed within this process.
   *
   * @return the held lock
   * @throws InterruptedException if the thread is interrupted: the lock is not held and the wait is
   *     undone
   */
  Lease acquire() throws InterruptedException;

  /**
   * Acquires the lock, waiting for at most a given time. Blocking.
   *
   * @param maxWait zero or more; zero tries once
   * @return the held lock
   * @throws LockTimeoutException if the time passed: the lock is not held
   * @throws InterruptedException if the thread is interrupted: the lock is not held and the wait is
   *     undone
   */
  Lease acquire(Duration maxWait) throws InterruptedException;

  /**
   * Acquires the lock if it is free and nobody waits for it. One round trip, and none if it is
   * known to be held or waited for in this process; never waits for another holder, but for up to
   * 50 ms for a process that may {@linkplain LockOptions#stickyFor(Duration) keep} it unused, and
   * for up to the command timeout for replicas that must {@linkplain
   * FailoverPolicy#acknowledgedBy(int) acknowledge} the grant.
   *
   * @return the held lock, or empty if it is busy
   * @throws BackendException if Redis refused or fell silent, or too few replicas acknowledged: the
   *     lock is not held. Thrown at once in a callback that runs on a thread of Baton's or the
   *     adapter's, as by all methods here that wait
   */
  Optional<Lease> tryAcquire();

  /**
   * Acquires the lock if it comes free within a given time. Blocking. A lock that is free is got
   * however short the time is: the answer to the first question is awaited for up to 250 ms.
   *
   * @param maxWait zero or more; zero tries once
   * @return the held lock, or empty if the time passed: the lock is not held then
   * @throws BackendException if Redis refused, could not be reached, or was silent for longer than
   *     a command may take: the lock is not held, and what may be left of it is undone
   * @throws InterruptedException if the thread is interrupted: the lock is not held and the wait is
   *     undone
   */
  Optional<Lease> tryAcquire(Duration maxWait) throws InterruptedException;

  /**
   * Acquires the lock without blocking, waiting for as long as it takes.
   *
   * @return completes with the held lock, on a thread of the adapter, of Baton or of whoever
   *     released it, so callbacks must not block. Cancelling its {@link
   *     CompletionStage#toCompletableFuture() future} leaves the queue; a lock granted at that very
   *     moment is given back
   */
  CompletionStage<Lease> acquireAsync();

  /**
   * Acquires the lock without blocking, waiting for at most a given time.
   *
   * @param maxWait zero or more; zero tries once
   * @return completes with the held lock, or with a {@link LockTimeoutException}; see {@link
   *     #acquireAsync()}
   */
  CompletionStage<Lease> acquireAsync(Duration maxWait);

  /**
   * Does some work while holding the lock, waiting for the lock for as long as it takes, and
   * releases it afterwards. Blocking. From Kotlin, which does not infer what a lambda throws:
   * {@code call<String, Exception> { … }}, or {@code acquire().use { … }}.
   *
   * @param work what to do; it gets the lease
   * @param <T> what the work returns
   * @param <X> what the work may throw
   * @return what the work returned
   * @throws X what the work threw; the lock has been released
   * @throws LeaseLostException if the lock was lost while the work ran, and the work itself did not
   *     throw: its result may rest on a lock that it did not hold
   * @throws InterruptedException if the thread is interrupted while it waits: the work was not
   *     begun
   */
  <T extends @Nullable Object, X extends Exception> T call(
      LeaseFunction<? extends T, ? extends X> work) throws X, InterruptedException;

  /**
   * Does some work while holding the lock, waiting for the lock for at most a given time, and
   * releases it afterwards. Blocking.
   *
   * @param maxWait zero or more; zero tries once
   * @param work what to do; it gets the lease
   * @param <T> what the work returns
   * @param <X> what the work may throw
   * @return what the work returned
   * @throws X what the work threw; the lock has been released
   * @throws LockTimeoutException if the time passed: the work was not begun
   * @throws LeaseLostException if the lock was lost while the work ran, and the work itself did not
   *     throw: its result may rest on a lock that it did not hold
   * @throws InterruptedException if the thread is interrupted while it waits: the work was not
   *     begun
   */
  <T extends @Nullable Object, X extends Exception> T call(
      Duration maxWait, LeaseFunction<? extends T, ? extends X> work)
      throws X, InterruptedException;

  /**
   * Asks Redis who holds the lock, alone or with others, and who waits for what. Blocking, one
   * round trip.
   *
   * @return what Redis knew
   * @throws BackendException if Redis did not answer
   */
  LockState inspect();

  /**
   * Releases the lock on behalf of an owner whose token is known, for instance from another
   * process. Blocking, one round trip. A {@link Lease} that held it finds out at once if its {@link
   * Lease#lost()} was asked for, or it is of this client and its token was made by Baton; otherwise
   * by its next renewal.
   *
   * <p>Of a lock that is shared one share is given back; the others of those who share it stay.
   *
   * @param ownerToken the holder's {@link Lease#ownerToken()}
   * @return whether that owner held the lock; if not, nothing was changed
   * @throws BackendException if Redis did not answer
   */
  boolean release(String ownerToken);

  /**
   * Has the lock stay taken for a time from now on, on behalf of an owner whose token is known, for
   * instance of a process that has ended. Blocking, one round trip. Never shortens a lease, since
   * its holder relies on it; one that never expires stays so.
   *
   * <p>A {@link Lease} of this client that has the lock knows of it, as of {@link Lease#renew}: it
   * is held for that long, but no longer than its {@link LockOptions#maxHold}, and its own renewals
   * go on with the new duration. A lease elsewhere that is renewed automatically has its own
   * duration again from its next renewal on, and one that is not ends for its holder when it would
   * have, though nobody else gets the lock then. On a quorum a majority must have done it, and a
   * lease of this client keeps its own deadline.
   *
   * @param ownerToken the holder's {@link Lease#ownerToken()}
   * @param leaseDuration from 10 ms to 365 days; fractions of a millisecond are dropped
   * @return whether that owner held the lock; if not, nothing was changed, but that of a quorum a
   *     minority may have done it
   * @throws BackendException if Redis did not answer: the lock is held for as long as before, or
   *     for the new time
   * @throws IllegalArgumentException if the duration is out of bounds, or the token is too long
   */
  boolean renew(String ownerToken, Duration leaseDuration);
}
