package dev.baton.kotlin

import dev.baton.Acquirable
import dev.baton.Lease
import dev.baton.LockClient
import dev.baton.MultiLease
import dev.baton.MultiLock
import dev.baton.ReleaseOutcome
import kotlin.time.Duration
import kotlinx.coroutines.CoroutineScope

/** What can be acquired: the same functions for each. A lock that another holds makes it busy. */
enum class Kind(val of: (LockClient, String) -> Target) {
  LOCK({ client, name -> One(client.lock(name)) }),
  STRICT({ client, name -> One(client.lock(name, client.lock(name).options().strictFifo(true))) }),
  READ({ client, name -> One(client.readWriteLock(name).readLock()) }),
  WRITE({ client, name -> One(client.readWriteLock(name).writeLock()) }),
  PERMITS({ client, name -> One(client.semaphore(name, 3).withWeight(2)) }),
  SEVERAL({ client, name ->
    Several(
      client.allOf(client.semaphore("$name:2", 5), client.lock(name), client.lock("$name:1")),
      name,
    )
  }),
}

/** What is held: [lease] is that on the name of the test. */
class Holding(val lease: Lease, val release: suspend () -> ReleaseOutcome)

/** Waits, where that is not given, for as long as the function does by default. */
interface Target {
  suspend fun acquire(maxWait: Duration? = null): Holding

  suspend fun tryAcquire(maxWait: Duration? = null): Holding?

  suspend fun <T> withLock(
    maxWait: Duration? = null,
    cancelOnLoss: Boolean? = null,
    block: suspend CoroutineScope.(Holding) -> T,
  ): T

  suspend fun <T : Any> tryWithLock(
    maxWait: Duration? = null,
    cancelOnLoss: Boolean? = null,
    block: suspend CoroutineScope.(Holding) -> T,
  ): T?
}

private class One(private val lock: Acquirable) : Target {
  override suspend fun acquire(maxWait: Duration?) =
    holding(maxWait?.let { lock.awaitAcquire(it) } ?: lock.awaitAcquire())

  override suspend fun tryAcquire(maxWait: Duration?) =
    (if (maxWait == null) lock.awaitTryAcquire() else lock.awaitTryAcquire(maxWait))?.let(::holding)

  override suspend fun <T> withLock(
    maxWait: Duration?,
    cancelOnLoss: Boolean?,
    block: suspend CoroutineScope.(Holding) -> T,
  ): T =
    if (maxWait == null && cancelOnLoss == null) lock.withLock { block(holding(it)) }
    else lock.withLock(maxWait ?: Duration.INFINITE, cancelOnLoss ?: true) { block(holding(it)) }

  override suspend fun <T : Any> tryWithLock(
    maxWait: Duration?,
    cancelOnLoss: Boolean?,
    block: suspend CoroutineScope.(Holding) -> T,
  ): T? =
    if (maxWait == null && cancelOnLoss == null) lock.tryWithLock { block(holding(it)) }
    else lock.tryWithLock(maxWait ?: Duration.ZERO, cancelOnLoss ?: true) { block(holding(it)) }

  private fun holding(lease: Lease) = Holding(lease) { lease.awaitRelease() }
}

private class Several(private val locks: MultiLock, private val name: String) : Target {
  override suspend fun acquire(maxWait: Duration?) =
    holding(maxWait?.let { locks.awaitAcquire(it) } ?: locks.awaitAcquire())

  override suspend fun tryAcquire(maxWait: Duration?) =
    (if (maxWait == null) locks.awaitTryAcquire() else locks.awaitTryAcquire(maxWait))?.let(
      ::holding
    )

  override suspend fun <T> withLock(
    maxWait: Duration?,
    cancelOnLoss: Boolean?,
    block: suspend CoroutineScope.(Holding) -> T,
  ): T =
    if (maxWait == null && cancelOnLoss == null) locks.withLock { block(holding(it)) }
    else locks.withLock(maxWait ?: Duration.INFINITE, cancelOnLoss ?: true) { block(holding(it)) }

  override suspend fun <T : Any> tryWithLock(
    maxWait: Duration?,
    cancelOnLoss: Boolean?,
    block: suspend CoroutineScope.(Holding) -> T,
  ): T? =
    if (maxWait == null && cancelOnLoss == null) locks.tryWithLock { block(holding(it)) }
    else locks.tryWithLock(maxWait ?: Duration.ZERO, cancelOnLoss ?: true) { block(holding(it)) }

  private fun holding(leases: MultiLease) =
    Holding(leases.of(name)) {
      check(leases.isHeld)
      leases.awaitRelease()
    }
}
