package dev.baton.kotlin

import dev.baton.Acquirable
import dev.baton.Lease
import dev.baton.MultiLease
import dev.baton.MultiLock
import dev.baton.ReleaseOutcome
import dev.baton.kotlin.internal.acquisition
import dev.baton.kotlin.internal.answer
import kotlin.time.Duration
import kotlinx.coroutines.CoroutineScope

/**
 * Acquires the lock, one side of it, or permits. Suspends until it is held, for at most [maxWait].
 *
 * Cancellable: a coroutine that is cancelled leaves the queue, and a lock that is granted at that
 * moment is given back. On an unconfined dispatcher it goes on on a thread of Baton's or the
 * adapter's, which must not be blocked.
 *
 * @param maxWait zero or more; zero tries once, infinite waits for as long as it takes
 * @return the held lock: it is renewed until it is released, by [awaitRelease] in a `finally`; see
 *   [withLock], which does that
 * @throws dev.baton.LockTimeoutException if the time passed: it is not held
 * @throws dev.baton.BackendException if Redis refused or fell silent before the wait had begun: it
 *   is not held
 * @throws IllegalStateException if this coroutine, or one that it is part of, holds it by
 *   [withLock] and would wait for itself; or if the client is closed
 */
public suspend fun Acquirable.awaitAcquire(maxWait: Duration = Duration.INFINITE): Lease =
  acquisition().acquire(maxWait)

/**
 * Acquires the lock if it comes free within [maxWait], and otherwise as [awaitAcquire] does.
 *
 * @param maxWait zero or more; zero tries once
 * @return the held lock, or null if the time passed: it is not held then
 */
public suspend fun Acquirable.awaitTryAcquire(maxWait: Duration = Duration.ZERO): Lease? =
  acquisition().tryAcquire(maxWait)

/**
 * Gives the lock back, and suspends until that is answered, also in a coroutine that is cancelled.
 *
 * @return what the release found
 * @throws dev.baton.BackendException if Redis refused or did not answer, see [Lease.release]
 */
public suspend fun Lease.awaitRelease(): ReleaseOutcome = releaseAsync().answer()

/**
 * Runs [block] while the lock, one side of it, or permits are held, and releases them once it and
 * all that it has launched have ended, also if they are cancelled.
 *
 * If the lock is lost meanwhile, [block] is cancelled, and the caller gets a `LeaseLostException`.
 * Another may hold the lock by then: let [block] send its lease's fencing token along with each
 * write.
 *
 * @param maxWait for how long to wait for the lock; zero or more; zero tries once
 * @param cancelOnLoss whether to cancel [block] at the loss, for which the client listens on a
 *   connection that it opens; if not, the caller still gets a `LeaseLostException` in place of the
 *   result
 * @return what [block] returned
 * @throws dev.baton.LockTimeoutException if the time passed: [block] was not begun
 * @throws dev.baton.BackendException if Redis refused or fell silent before the wait had begun:
 *   [block] was not begun. A release that is not answered throws nothing, and goes on in the
 *   background
 * @throws dev.baton.LeaseLostException if the lock was lost while [block] ran, and [block] did not
 *   fail by itself: what it did may rest on a lock that it did not hold
 * @throws IllegalStateException if this coroutine, or one that it is part of, holds the lock
 *   already and would wait for itself; or if the client is closed: [block] was not begun
 */
public suspend fun <T> Acquirable.withLock(
  maxWait: Duration = Duration.INFINITE,
  cancelOnLoss: Boolean = true,
  block: suspend CoroutineScope.(Lease) -> T,
): T = acquisition().run { hold(acquire(maxWait), cancelOnLoss, block) }

/**
 * Runs [block] if the lock comes free within [maxWait], and otherwise as [withLock] does.
 *
 * @param maxWait zero or more; zero tries once
 * @param cancelOnLoss whether to cancel [block] at the loss
 * @return what [block] returned, or null if the time passed: [block] was not begun then
 */
public suspend fun <T : Any> Acquirable.tryWithLock(
  maxWait: Duration = Duration.ZERO,
  cancelOnLoss: Boolean = true,
  block: suspend CoroutineScope.(Lease) -> T,
): T? = acquisition().run { tryAcquire(maxWait)?.let { hold(it, cancelOnLoss, block) } }

/**
 * Acquires all of the locks or none, as [Acquirable.awaitAcquire] does one.
 *
 * @param maxWait for all together; zero or more; zero tries once
 * @return the held locks
 */
public suspend fun MultiLock.awaitAcquire(maxWait: Duration = Duration.INFINITE): MultiLease =
  acquisition().acquire(maxWait)

/**
 * Acquires all of the locks if they come free within [maxWait], as [Acquirable.awaitTryAcquire]
 * does one.
 *
 * @param maxWait for all together; zero or more; zero tries once
 * @return the held locks, or null if the time passed: none is held then
 */
public suspend fun MultiLock.awaitTryAcquire(maxWait: Duration = Duration.ZERO): MultiLease? =
  acquisition().tryAcquire(maxWait)

/**
 * Gives all of the locks back, and suspends until that is answered, also in a coroutine that is
 * cancelled.
 *
 * @return what the releases found
 * @throws dev.baton.BackendException if Redis refused or did not answer for one at least, see
 *   [MultiLease.release]
 */
public suspend fun MultiLease.awaitRelease(): ReleaseOutcome = releaseAsync().answer()

/**
 * Runs [block] while all of the locks are held, as [Acquirable.withLock] does with one. It is
 * cancelled once the first of them is lost.
 *
 * @param maxWait for all together; zero or more; zero tries once
 * @param cancelOnLoss whether to cancel [block] at the first loss
 * @return what [block] returned
 */
public suspend fun <T> MultiLock.withLock(
  maxWait: Duration = Duration.INFINITE,
  cancelOnLoss: Boolean = true,
  block: suspend CoroutineScope.(MultiLease) -> T,
): T = acquisition().run { hold(acquire(maxWait), cancelOnLoss, block) }

/**
 * Runs [block] if all of the locks come free within [maxWait], as [Acquirable.tryWithLock] does
 * with one.
 *
 * @param maxWait for all together; zero or more; zero tries once
 * @param cancelOnLoss whether to cancel [block] at the first loss
 * @return what [block] returned, or null if the time passed: [block] was not begun then
 */
public suspend fun <T : Any> MultiLock.tryWithLock(
  maxWait: Duration = Duration.ZERO,
  cancelOnLoss: Boolean = true,
  block: suspend CoroutineScope.(MultiLease) -> T,
): T? = acquisition().run { tryAcquire(maxWait)?.let { hold(it, cancelOnLoss, block) } }
