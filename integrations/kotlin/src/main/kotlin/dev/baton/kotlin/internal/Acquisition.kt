package dev.baton.kotlin.internal

import dev.baton.Acquirable
import dev.baton.Lease
import dev.baton.LeaseLostException
import dev.baton.LockTimeoutException
import dev.baton.MultiLease
import dev.baton.MultiLock
import dev.baton.ReleaseOutcome
import java.util.concurrent.CompletionException
import java.util.concurrent.CompletionStage
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.cancel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.future.await
import kotlinx.coroutines.isActive
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext

private val LOG = System.getLogger("dev.baton.kotlin")

/**
 * How one lock is acquired, held and given back, or several at once.
 *
 * @param L the lease on it, or on all of them
 * @property locks what is acquired
 * @property ask waits for as long as it takes if it is given null
 * @property leases on each of the locks, in their order
 * @property release sends the release, without waiting
 */
internal class Acquisition<L : Any>(
  private val locks: List<Acquirable>,
  private val ask: (java.time.Duration?) -> CompletionStage<L>,
  private val leases: (L) -> List<Lease>,
  private val release: (L) -> CompletionStage<ReleaseOutcome>,
) {

  suspend fun acquire(maxWait: Duration): L {
    val context = currentCoroutineContext()
    context.ensureActive()
    context[HeldLocks]?.let { held -> locks.forEach(held::refuse) }
    return suspendCancellableCoroutine { continuation ->
      val asked = ask(maxWait.takeIf(Duration::isFinite)?.toJavaDuration()).toCompletableFuture()
      continuation.invokeOnCancellation { asked.cancel(false) } // leaves the queue
      asked.whenComplete { lease: L?, thrown: Throwable? ->
        if (lease != null) {
          // Cancelled by now, or before it is dispatched: nobody else would have the lease.
          continuation.resume(lease) { _, unwanted, _ -> drop(unwanted) }
        } else {
          continuation.resumeWithException(thrown!!.unwrapped())
        }
      }
    }
  }

  suspend fun tryAcquire(maxWait: Duration): L? =
    try {
      acquire(maxWait)
    } catch (_: LockTimeoutException) {
      null
    }

  suspend fun <T> hold(lease: L, cancelOnLoss: Boolean, block: suspend CoroutineScope.(L) -> T): T {
    val leases = leases(lease)
    val outcome = runCatching {
      withContext(HeldLocks.of(currentCoroutineContext()).and(locks.zip(leases))) {
        if (cancelOnLoss) {
          leases.forEach { cancelOnLossOf(it) }
        }
        block(lease)
      }
    }
    withContext(NonCancellable) { drop(lease).await() }
    // Whoever is cancelled from outside is told of that.
    if (outcome.exceptionOrNull().let { it == null || it is CancellationException && isActive() }) {
      leases.forEach(Lease::throwIfLost)
    }
    return outcome.getOrThrow()
  }

  /** Releases it; completes with null, after a word in the log, if that was not answered. */
  private fun drop(lease: L): CompletionStage<ReleaseOutcome?> =
    release(lease).exceptionally { thrown ->
      LOG.log(System.Logger.Level.WARNING, "not released: {0}", thrown.unwrapped().message)
      null
    }
}

/** What happened, without what stages put around it. */
private fun Throwable.unwrapped() = (this as? CompletionException)?.cause ?: this

private suspend fun isActive() = currentCoroutineContext().isActive

private fun CoroutineScope.cancelOnLossOf(lease: Lease) =
  lease.onLost { reason ->
    val lost = LeaseLostException(lease.lockName(), reason)
    cancel(CancellationException(lost.message, lost))
  }

/** Throws unless the lease is held, or was until it was released. */
private fun Lease.throwIfLost() {
  try {
    ensureHeld()
  } catch (_: IllegalStateException) {
    // As it should be. A release that was not answered counts as one: it was held until then.
  }
}

internal suspend fun CompletionStage<ReleaseOutcome>.answer(): ReleaseOutcome =
  withContext(NonCancellable) { await() }

internal fun Acquirable.acquisition(): Acquisition<Lease> =
  Acquisition(
    listOf(this),
    { maxWait -> if (maxWait == null) acquireAsync() else acquireAsync(maxWait) },
    { listOf(it) },
    Lease::releaseAsync,
  )

internal fun MultiLock.acquisition(): Acquisition<MultiLease> =
  Acquisition(
    locks(),
    { maxWait -> if (maxWait == null) acquireAsync() else acquireAsync(maxWait) },
    MultiLease::leases,
    MultiLease::releaseAsync,
  )
