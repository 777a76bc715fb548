package dev.baton.kotlin

import dev.baton.ElectionOptions
import dev.baton.LeaderElection
import dev.baton.LeaderObserver
import dev.baton.Leadership
import dev.baton.LockClient
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

/**
 * Is a candidate for leading until it is cancelled, and runs [block] in each term.
 *
 * When the term ends, [block] is cancelled. The next candidate leads once it and all that it has
 * launched have ended, or the time to stop is over, see [ElectionOptions.renewDeadline]. If [block]
 * returns, the term is resigned; this candidate asks again behind the others.
 *
 * Never returns. If [block] throws, this candidate leaves, and the caller gets the exception.
 * Cancel it before the client is closed, after which no term begins any more.
 *
 * @param name 1 to 1,024 bytes in UTF-8, any characters
 * @param options what it says of itself, and how it leads; its executor calls back only, [block]
 *   runs in the context of the caller
 * @param block what to do in each term; send [Leadership.term] along with each write
 * @throws IllegalArgumentException if the name is empty, too long or has half a surrogate pair
 * @throws IllegalStateException if the client is closed
 * @throws UnsupportedOperationException if the client is one of a quorum
 */
public suspend fun LockClient.lead(
  name: String,
  options: ElectionOptions,
  block: suspend CoroutineScope.(Leadership) -> Unit,
): Nothing = coroutineScope {
  val election = elect(name, options, Terms(this, block))
  try {
    awaitCancellation()
  } finally {
    withContext(NonCancellable + Dispatchers.IO) { election.close() } // which waits for the block
  }
}

/** Runs the block in each term, in a coroutine of its own. */
private class Terms(
  private val scope: CoroutineScope,
  private val block: suspend CoroutineScope.(Leadership) -> Unit,
) : LeaderElection.Listener {
  private var work: Job? = null

  override fun elected(leadership: Leadership) {
    work =
      scope.launch {
        coroutineScope { block(leadership) }
        leadership.resign()
      }
  }

  /** On the election's thread, which may block: the next one leads when this has returned. */
  override fun deposed(leadership: Leadership, why: LeaderElection.Reason) = runBlocking {
    work?.cancelAndJoin()
    work = null
  }
}

/**
 * Who leads: as it is when the flow is collected, then after each change. Cold. Changes that follow
 * upon each other quickly may be told as one; see [LeaderObserver.onChange].
 *
 * @param name what is led
 * @return the leader, or null while nobody leads
 */
public fun LockClient.leaders(name: String): Flow<LeaderObserver.Leader?> =
  callbackFlow {
      val observer = observe(name)
      observer.onChange { leader -> trySend(leader.orElse(null)) }
      awaitClose(observer::close)
    }
    .conflate()
