package dev.baton.kotlin

import dev.baton.ElectionOptions
import dev.baton.LockClient
import java.time.Duration
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.produceIn
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.parallel.Execution
import org.junit.jupiter.api.parallel.ExecutionMode

/** Candidates that are coroutines. */
@Execution(ExecutionMode.CONCURRENT)
class ElectionsTest : OnRedis() {
  private val terms = Channel<Long>(Channel.UNLIMITED)

  private fun candidate(name: String, lease: Duration = Duration.ofMinutes(10)) =
    ElectionOptions.candidate(name).leaseDuration(lease)

  /** Leads until its term is over, and tells of each term. */
  private fun CoroutineScope.candidate(of: LockClient, who: String): Job = launch {
    of.lead(name, candidate(who)) { term ->
      terms.send(term.term())
      awaitCancellation()
    }
  }

  @Test
  fun candidate_cancelled_leavesToTheNext() = test {
    val first = candidate(client, "first")
    val term = terms.receive()
    val second = candidate(elsewhere, "second")
    awaitWaiters(1)
    first.cancelAndJoin()
    assertThat(terms.receive()).isGreaterThan(term)
    second.cancelAndJoin()
    assertThat(key.isLocked).isFalse()
  }

  @Test
  fun candidate_cancelledWhileItWaits_isNoneAnyMore() = test {
    val first = candidate(client, "first")
    terms.receive()
    val second = candidate(elsewhere, "second")
    awaitWaiters(1)
    second.cancelAndJoin()
    awaitWaiters(0)
    first.cancelAndJoin()
  }

  @Test
  fun work_whoseTermIsLost_isCancelledAndItsCandidateAsksAgain() = test {
    val soon = candidate("only", lease = Duration.ofSeconds(3)) // renewed after a third of it
    val only = launch {
      client.lead(name, soon) {
        terms.send(it.term())
        awaitCancellation()
      }
    }
    val term = terms.receive()
    takeAway()
    assertThat(terms.receive()).isGreaterThan(term)
    only.cancelAndJoin()
  }

  @Test
  fun work_thatReturns_resignsAndItsCandidateAsksAgain() = test {
    val only = launch { client.lead(name, candidate("only")) { terms.send(it.term()) } }
    assertThat(terms.receive()).isLessThan(terms.receive())
    only.cancelAndJoin()
    assertThat(key.isLocked).isFalse()
  }

  @Test
  fun work_thatThrows_endsTheCandidateAndIsToldToItsCaller() = test {
    thrownBy<IllegalArgumentException> {
      client.lead(name, candidate("only")) { throw IllegalArgumentException() }
    }
    assertThat(key.isLocked).isFalse()
  }

  @Test
  fun next_leadsOnceTheWorkBeforeHasEnded() = test {
    val mayEnd = CompletableDeferred<Unit>()
    val ended = AtomicBoolean()
    val leads = CompletableDeferred<Unit>()
    val first = launch {
      client.lead(name, candidate("first")) {
        launch { // a child counts too
          try {
            leads.complete(Unit)
            awaitCancellation()
          } finally {
            withContext(NonCancellable) { mayEnd.await() }
            ended.set(true)
          }
        }
      }
    }
    leads.await()
    val second = async {
      thrownBy<Led> { elsewhere.lead(name, candidate("second")) { throw Led(ended.get()) } }
    }
    try {
      awaitWaiters(1)
      first.cancel()
      val leader = client.leaders(name).filterNotNull().first()
      assertThat(leader.candidate()).isEqualTo("first")
    } finally {
      mayEnd.complete(Unit)
    }
    assertThat(second.await().afterTheEnd).isTrue()
    first.join()
  }

  private class Led(val afterTheEnd: Boolean) : RuntimeException()

  @Test
  fun leaders_areToldAsTheyChange() = test {
    val leaders = elsewhere.leaders(name).produceIn(this)
    assertThat(leaders.receive()).isNull()
    val only = candidate(client, "only")
    assertThat(leaders.receive()?.candidate()).isEqualTo("only")
    only.cancelAndJoin()
    assertThat(leaders.receive()).isNull()
    leaders.cancel()
  }
}
