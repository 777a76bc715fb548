package dev.baton.spring

import dev.baton.Lease
import dev.baton.LeaseLostException
import dev.baton.LockTimeoutException
import java.time.Duration
import java.util.Optional
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.parallel.Execution
import org.junit.jupiter.api.parallel.ExecutionMode
import org.springframework.beans.factory.support.DefaultListableBeanFactory
import org.springframework.core.env.StandardEnvironment
import reactor.core.publisher.Mono

/** Methods that are suspend functions. */
@Execution(ExecutionMode.CONCURRENT)
private class SuspendTest : SpringCase() {

  /** Runs what a test wants. */
  open class Orders {
    private val runs = AtomicInteger()

    open fun runs(): Int = runs.get()

    @Locked("order:#{#id}", lease = "10m") // what leaks is there for long
    open suspend fun <T> pay(id: Long, work: suspend () -> T): T {
      runs.incrementAndGet()
      return work()
    }

    @Locked("order:#{#id}", maxWait = "0")
    open suspend fun payNow(id: Long): String {
      runs.incrementAndGet()
      return "paid $id"
    }

    @Locked("order:#{#id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    open suspend fun payOrNot(id: Long): String? {
      yield()
      return "paid $id"
    }

    @Locked("order:#{#id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    open suspend fun payOrNothing(id: Long) {
      yield()
      assertThat(CurrentLease.get().lockName()).endsWith("order:$id")
      runs.incrementAndGet()
    }

    @Locked("order:#{#id}") open fun blocking(id: Long): Lease = CurrentLease.get()
  }

  private fun orders(): Orders {
    start(Orders::class.java)
    return bean(Orders::class.java)
  }

  private fun test(block: suspend CoroutineScope.() -> Unit) =
    runBlocking(Dispatchers.Default) { withTimeout(90.seconds) { block() } }

  private suspend inline fun <reified T : Throwable> thrownBy(block: suspend () -> Unit): T {
    try {
      block()
    } catch (thrown: Throwable) {
      return thrown as? T ?: throw thrown
    }
    throw AssertionError("nothing was thrown")
  }

  @Test
  fun lock_ofASuspendFunction_isHeldUntilItReturns() = test {
    val orders = orders()
    val result =
      orders.pay(1) {
        delay(1) // suspends
        assertThat(key("order:1").isLocked).isTrue()
        "paid"
      }
    assertThat(result).isEqualTo("paid")
    assertFree("order:1")
    assertThat(orders.payNow(1)).isEqualTo("paid 1")
    assertThat(orders.pay<String?>(1) { null }).isNull()
    assertThat(orders.payOrNot(1)).isEqualTo("paid 1")
    orders.payOrNothing(1)
    assertThat(orders.runs()).isEqualTo(4)
    assertFree("order:1")
  }

  @Test
  fun staticMethodOfTheCompiler_besideASuspendFunction_isNotRefused() {
    val methods = LockedMethods(DefaultListableBeanFactory(), StandardEnvironment())
    val type = Orders::class.java
    assertThat(type.declaredMethods.filter { it.name.endsWith("\$suspendImpl") })
      .isNotEmpty()
      .allSatisfy { assertThat(methods.find(it, type)).isNull() }
  }

  @Test
  fun currentLease_inASuspendFunction_isItsOwnOnAllThreads() = test {
    val orders = orders()
    val lease =
      orders.pay(1) {
        val here = CurrentLease.get()
        delay(1)
        assertThat(CurrentLease.get()).isSameAs(here)
        withContext(Dispatchers.IO) { assertThat(CurrentLease.get()).isSameAs(here) }
        here
      }
    assertThat(lease.isHeld).isFalse()
    assertThat(CurrentLease.find()).isEmpty()
  }

  @Test
  fun callsWithinASuspendFunction_runUnderItsLease() = test {
    val orders = orders()
    orders.pay(1) {
      val outer = CurrentLease.get()
      delay(1)
      orders.pay(1) {
        delay(1)
        assertThat(CurrentLease.get()).isSameAs(outer)
      }
      assertThat(withContext(Dispatchers.IO) { orders.blocking(1) }).isSameAs(outer)
      orders.pay(2) { assertThat(CurrentLease.get()).isNotSameAs(outer) }
      assertThat(outer.isHeld).isTrue()
    }
    assertFree("order:1")
  }

  @Test
  fun suspendFunctions_beganTogether_runOneAfterTheOther() = test {
    val orders = orders()
    val within = AtomicInteger()
    val all =
      (1..5).map {
        async {
          orders.pay(1) {
            val alone = within.incrementAndGet() == 1
            delay(1)
            within.decrementAndGet()
            alone
          }
        }
      }
    assertThat(all.map { it.await() }).containsOnly(true)
  }

  @Test
  fun busyLock_isSkippedOrTold() = test {
    val orders = orders()
    key("order:1").acquire().use {
      thrownBy<LockTimeoutException> { orders.payNow(1) }
      assertThat(orders.payOrNot(1)).isNull()
      orders.payOrNothing(1)
    }
    assertThat(orders.runs()).isZero()
  }

  @Test
  fun suspendFunction_cancelledWhileItWaits_leavesTheQueue() = test {
    val orders = orders()
    key("order:1").acquire().use {
      val waiting = launch { orders.pay(1) {} }
      awaitWaiters("order:1", 1)
      waiting.cancelAndJoin()
      awaitWaiters("order:1", 0)
    }
    assertThat(orders.runs()).isZero()
  }

  @Test
  fun suspendFunction_cancelledWhileItRuns_releasesTheLock() = test {
    val orders = orders()
    val begun = CompletableDeferred<Unit>()
    val ended = CompletableDeferred<Throwable?>()
    val running = launch {
      orders.pay(1) {
        begun.complete(Unit)
        try {
          awaitCancellation()
        } catch (e: CancellationException) {
          ended.complete(e)
          throw e
        }
      }
    }
    begun.await()
    running.cancelAndJoin()
    ended.await()
    awaitFree("order:1")
  }

  @Test
  fun suspendFunction_whoseLockIsLost_isCancelledAndItsCallerIsTold() = test {
    val orders = orders()
    val ended = CompletableDeferred<Unit>()
    thrownBy<LeaseLostException> {
      orders.pay(1) {
        try {
          takeAway("order:1")
          thrownBy<LeaseLostException> { CurrentLease.get().renew(Duration.ofMinutes(10)) }
          awaitCancellation()
        } finally {
          ended.complete(Unit)
        }
      }
    }
    ended.await()
  }

  @Test
  fun suspendFunction_thatThrows_isToldAndReleasesTheLock() = test {
    val orders = orders()
    thrownBy<IllegalArgumentException> { orders.pay(1) { throw IllegalArgumentException() } }
    assertFree("order:1")
  }

  open class ReturnsAFlow {
    @Locked("x") open suspend fun run(): Flow<String> = flowOf("a")
  }

  open class ReturnsAMono {
    @Locked("x") open suspend fun run(): Mono<String> = Mono.just("a")
  }

  open class ReturnsADeferred {
    @Locked("x") open suspend fun run(): Deferred<String> = CompletableDeferred("a")
  }

  open class SkipsAString {
    @Locked("x", whenBusy = WhenBusy.SKIP) open suspend fun run(): String = "a"
  }

  open class SkipsAnOptional {
    @Locked("x", whenBusy = WhenBusy.SKIP)
    open suspend fun run(): Optional<String> = Optional.of("a")
  }

  open class IsFinal {
    @Locked("x") suspend fun run() {}
  }

  @Test
  fun returnsAFlow_isRefused() =
    refused(ReturnsAFlow::class.java, "returns kotlinx.coroutines.flow.Flow")

  @Test
  fun returnsAMono_isRefused() =
    refused(ReturnsAMono::class.java, "returns reactor.core.publisher.Mono")

  @Test fun returnsADeferred_isRefused() = refused(ReturnsADeferred::class.java, "Deferred")

  @Test
  fun skipOfAString_isRefused() = refused(SkipsAString::class.java, "whenBusy = SKIP, but String")

  @Test
  fun skipOfAnOptional_isRefused() = refused(SkipsAnOptional::class.java, "SKIP, but Optional")

  @Test fun finalFunction_isRefused() = refused(IsFinal::class.java, "(open)")

  private fun refused(type: Class<*>, why: String) {
    assertThatThrownBy { start(type) }.rootCause().hasMessageContaining(why)
  }
}
