package dev.baton.kotlin

import dev.baton.ElectionOptions
import dev.baton.Lease
import dev.baton.LockClient
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** What docs/kotlin.md shows, as it runs. */
class KotlinExamplesTest : OnRedis() {
  private val written = ConcurrentLinkedQueue<String>()
  private val ledger = Ledger()

  private inner class Ledger {
    fun write(what: String, fence: Long) {
      check(fence > 0)
      written.add(what)
    }
  }

  @Test
  fun lock() = test {
    val locks = client
    // tag::kotlinLock
    val receipt =
      locks.lock("order:42").withLock { lease -> // suspends until it is its turn
        ledger.write("paid", lease.fencingToken()) // refused if a later holder has written
        "receipt"
      } // released, also if this coroutine is cancelled

    locks.lock("nightly-report").tryWithLock { lease -> // null if another has it
      ledger.write("reported", lease.fencingToken())
    }
    // end::kotlinLock
    assertThat(receipt).isEqualTo("receipt")
    assertThat(written).containsExactly("paid", "reported")
  }

  @Test
  fun kinds() = test {
    val locks = client
    // tag::kotlinKinds
    locks.readWriteLock("prices").readLock().withLock { ledger.write("read", it.fencingToken()) }

    locks.semaphore("crawlers", 8).withWeight(3).withLock(maxWait = 5.seconds) {
      ledger.write("crawled", it.fencingToken())
    }

    locks.allOf(locks.lock("account:7"), locks.lock("account:12")).withLock { leases ->
      ledger.write("transferred", leases.of("account:7").fencingToken())
    }
    // end::kotlinKinds
    assertThat(written).containsExactly("read", "crawled", "transferred")
  }

  @Test
  fun lease() = test {
    val locks = client
    // tag::kotlinLease
    val lease: Lease = locks.lock("order:42").awaitAcquire(maxWait = 5.seconds)
    try {
      ledger.write("paid", lease.fencingToken())
    } finally {
      lease.awaitRelease() // also if this coroutine is cancelled
    }
    // end::kotlinLease
    assertThat(written).containsExactly("paid")
    assertThat(lease.isHeld).isFalse()
  }

  @Test
  fun election() = test {
    val begun = Channel<Unit>(1)
    suspend fun runScheduler(term: Long) {
      ledger.write("scheduled", term)
      begun.send(Unit)
      awaitCancellation()
    }
    suspend fun candidate(locks: LockClient) {
      // tag::kotlinElection
      locks.lead("scheduler", ElectionOptions.candidate("http://10.0.0.7:8080")) { leadership ->
        runScheduler(leadership.term()) // cancelled when the term ends
      } // until this coroutine is cancelled
      // end::kotlinElection
    }
    val candidate = launch { candidate(client) }
    begun.receive()
    candidate.cancel()
    // tag::kotlinLeaders
    val watching = launch {
      client.leaders("scheduler").collect { leader ->
        println(leader?.candidate() ?: "nobody") // now, and after each change
      }
    }
    // end::kotlinLeaders
    watching.cancel()
    assertThat(written).containsExactly("scheduled")
  }
}
