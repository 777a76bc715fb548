package dev.baton.kotlin.internal

import dev.baton.Acquirable
import dev.baton.DistributedSemaphore
import dev.baton.Lease
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext

/** What a coroutine holds by `withLock`, and what those hold that it is part of. */
internal class HeldLocks private constructor(private val held: List<Pair<Acquirable, Lease>>) :
  AbstractCoroutineContextElement(HeldLocks) {

  companion object Key : CoroutineContext.Key<HeldLocks> {
    private val NONE = HeldLocks(emptyList())

    fun of(context: CoroutineContext): HeldLocks = context[HeldLocks] ?: NONE
  }

  fun and(more: List<Pair<Acquirable, Lease>>): HeldLocks = HeldLocks(held + more)

  /** Refuses a lock for which the coroutine would, or could, wait until itself gives it back. */
  fun refuse(wanted: Acquirable) {
    val same = held.filter { (lock, lease) -> lock.isSameLock(wanted) && lease.isHeld }
    if (same.isEmpty()) {
      return
    }
    val permits = same.map { (lock) -> lock }.filterIsInstance<DistributedSemaphore>()
    check(
      wanted is DistributedSemaphore &&
        permits.size == same.size &&
        permits.sumOf(DistributedSemaphore::weight) + wanted.weight() <= wanted.permits()
    ) {
      "this coroutine holds \"${wanted.name()}\" already, and would wait for itself: let it use the" +
        " lease that it has"
    }
  }
}
