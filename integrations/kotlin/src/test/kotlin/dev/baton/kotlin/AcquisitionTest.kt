package dev.baton.kotlin

import dev.baton.BackendException
import dev.baton.Lease
import dev.baton.LockTimeoutException
import dev.baton.ReleaseOutcome
import dev.baton.testing.backend.Adapter
import dev.baton.testing.server.RedisServer
import kotlin.coroutines.CoroutineContext
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.isActive
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.parallel.Execution
import org.junit.jupiter.api.parallel.ExecutionMode
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Locks of all kinds, free and busy, in coroutines that go on and that are cancelled. */
@Execution(ExecutionMode.CONCURRENT)
class AcquisitionTest : OnRedis() {

  @ParameterizedTest
  @EnumSource
  fun lock_free_isHeldUntilItsRelease(kind: Kind) = test {
    val target = kind.of(client, name)
    for (acquire in
      listOf(
        suspend { target.acquire() },
        suspend { target.acquire(1.minutes) },
        suspend { target.tryAcquire() },
        suspend { target.tryAcquire(1.minutes) },
      )) {
      val holding = acquire()!!
      assertThat(holding.lease.isHeld).isTrue()
      assertThat(key.isLocked).isTrue()
      assertThat(holding.release()).isEqualTo(ReleaseOutcome.RELEASED)
      assertThat(key.isLocked).isFalse()
    }
  }

  @ParameterizedTest
  @EnumSource
  fun block_ofAFreeLock_runsUnderItAndReturns(kind: Kind) = test {
    val target = kind.of(client, name)
    val held: suspend CoroutineScope.(Holding) -> String = { "${it.lease.isHeld} ${key.isLocked}" }
    assertThat(target.withLock(block = held)).isEqualTo("true true")
    assertThat(target.withLock(1.minutes, false, held)).isEqualTo("true true")
    assertThat(target.tryWithLock(block = held)).isEqualTo("true true")
    assertThat(target.tryWithLock(1.minutes, false, held)).isEqualTo("true true")
    assertThat(key.isLocked).isFalse()
  }

  @ParameterizedTest
  @EnumSource
  fun block_thatThrows_releasesTheLock(kind: Kind) = test {
    val target = kind.of(client, name)
    val fails: suspend CoroutineScope.(Holding) -> String = { throw IllegalArgumentException() }
    thrownBy<IllegalArgumentException> { target.withLock(block = fails) }
    thrownBy<IllegalArgumentException> { target.tryWithLock(block = fails) }
    assertThat(key.isLocked).isFalse()
  }

  @ParameterizedTest
  @EnumSource
  fun lock_busyForTheWholeWait_isNotHeld(kind: Kind) = test {
    val target = kind.of(client, name)
    val never: suspend CoroutineScope.(Holding) -> String = { throw AssertionError("not held") }
    val other = key.awaitAcquire()
    thrownBy<LockTimeoutException> { target.acquire(10.milliseconds) }
    thrownBy<LockTimeoutException> { target.withLock(10.milliseconds, block = never) }
    assertThat(target.tryAcquire()).isNull()
    assertThat(target.tryAcquire(10.milliseconds)).isNull()
    assertThat(target.tryWithLock(block = never)).isNull()
    assertThat(target.tryWithLock(10.milliseconds, block = never)).isNull()
    assertThat(other.isHeld).isTrue()
    awaitWaiters(0)
  }

  @ParameterizedTest
  @EnumSource
  fun lock_busyForAWhile_isWaitedForWithoutAThread(kind: Kind) = test {
    val target = kind.of(client, name)
    val other = key.awaitAcquire()
    val waits = async { target.withLock { it.lease.isHeld } }
    val tries = async { target.tryWithLock(1.minutes) { it.lease.isHeld } }
    eventually { client.local().sumOf { it.waiters() } == 2 }
    assertThat(waits.isCompleted || tries.isCompleted).isFalse()
    other.awaitRelease()
    assertThat(waits.await()).isTrue()
    assertThat(tries.await()).isTrue()
    assertThat(key.isLocked).isFalse()
  }

  @ParameterizedTest
  @EnumSource
  fun wait_cancelled_leavesTheQueue(kind: Kind) = test {
    val target = kind.of(client, name)
    val other = key.awaitAcquire()
    val waiting = launch { target.withLock { throw AssertionError("not held") } }
    awaitWaiters(1)
    waiting.cancelAndJoin()
    awaitWaiters(0)
    eventually { client.local().isEmpty() }
    assertThat(other.isHeld).isTrue()
  }

  @ParameterizedTest
  @EnumSource
  fun wait_overATimeout_leavesTheQueue(kind: Kind) = test {
    val target = kind.of(client, name)
    val other = key.awaitAcquire()
    thrownBy<TimeoutCancellationException> {
      withTimeout(50.milliseconds) { target.withLock { throw AssertionError("not held") } }
    }
    assertThat(withTimeoutOrNull(50.milliseconds) { target.acquire() }).isNull()
    awaitWaiters(0)
    assertThat(other.isHeld).isTrue()
    assertThat(currentCoroutineContext().isActive).isTrue()
  }

  @ParameterizedTest
  @EnumSource
  fun block_cancelled_releasesTheLockBeforeItIsOver(kind: Kind) = test {
    val begun = CompletableDeferred<Lease>()
    val work = launch {
      kind.of(client, name).withLock {
        begun.complete(it.lease)
        awaitCancellation()
      }
    }
    val lease = begun.await()
    work.cancelAndJoin()
    assertThat(lease.isHeld).isFalse()
    assertThat(key.isLocked).isFalse()
  }

  @Test
  fun block_overATimeoutOfItsOwn_releasesTheLock() = test {
    thrownBy<TimeoutCancellationException> {
      client.lock(name).withLock { withTimeout(10.milliseconds) { awaitCancellation() } }
    }
    assertThat(key.isLocked).isFalse()
    assertThat(currentCoroutineContext().isActive).isTrue()
  }

  @ParameterizedTest
  @EnumSource
  fun release_inACancelledCoroutine_isWaitedFor(kind: Kind) = test {
    val begun = CompletableDeferred<Unit>()
    val released = CompletableDeferred<ReleaseOutcome>()
    val work = launch {
      val holding = kind.of(client, name).acquire()
      try {
        begun.complete(Unit)
        awaitCancellation()
      } finally {
        released.complete(holding.release())
      }
    }
    begun.await()
    work.cancelAndJoin()
    assertThat(released.await()).isEqualTo(ReleaseOutcome.RELEASED)
    assertThat(key.isLocked).isFalse()
  }

  @Test
  fun release_ofACancelledCoroutine_isAwaitedUntilItIsAnswered() = test {
    val server = keep(RedisServer.start())
    val client = connect(Adapter.LETTUCE, server)
    val begun = Channel<Unit>(2)
    // On any thread: one who cancels them goes on with them as far as they get.
    val block =
      launch(Dispatchers.Unconfined) {
        client.lock("$name:1").withLock {
          begun.send(Unit)
          awaitCancellation()
        }
      }
    val bare =
      launch(Dispatchers.Unconfined) {
        val lease = client.lock("$name:2").awaitAcquire()
        try {
          begun.send(Unit)
          awaitCancellation()
        } finally {
          lease.awaitRelease()
        }
      }
    begun.receive()
    begun.receive()
    server.pause()
    block.cancel()
    bare.cancel()
    val ended = block.isCompleted || bare.isCompleted
    server.resume()
    assertThat(ended).isFalse()
    block.join()
    bare.join()
    assertThat(client.local()).isEmpty()
  }

  @Test
  fun acquisition_inACancelledCoroutine_asksNobody() = test {
    val job = launch {
      currentCoroutineContext().job.cancel()
      thrownBy<CancellationException> { client.lock(name).awaitAcquire() }
      assertThat(client.local()).isEmpty()
    }
    job.join()
    assertThat(key.isLocked).isFalse()
  }

  /** Runs what is dispatched when the test says so. */
  private class Steps : CoroutineDispatcher() {
    val next = Channel<Runnable>(Channel.UNLIMITED)

    override fun dispatch(context: CoroutineContext, block: Runnable) {
      next.trySend(block)
    }
  }

  @ParameterizedTest
  @EnumSource
  fun lock_grantedToACoroutineThatIsCancelledBeforeItGoesOn_isGivenBack(kind: Kind) = test {
    val steps = Steps()
    val target = kind.of(client, name)
    val other = key.awaitAcquire()
    val job = CoroutineScope(steps).launch { throw AssertionError(target.acquire().lease) }
    steps.next.receive().run() // asks
    awaitWaiters(1)
    other.awaitRelease()
    val goesOn = steps.next.receive() // granted
    assertThat(key.isLocked).isTrue()
    job.cancel()
    goesOn.run()
    job.join()
    awaitFree()
    eventually { client.local().isEmpty() }
  }

  @Test
  fun children_ofABlock_haveEndedWhenTheLockIsReleased() = test {
    val held = CompletableDeferred<Boolean>()
    client.lock(name).withLock { lease ->
      launch {
        repeat(10) { yield() }
        held.complete(lease.isHeld)
      }
    }
    assertThat(held.await()).isTrue()
  }

  @Test
  fun maxWait_negative_isRefused() = test {
    thrownBy<IllegalArgumentException> { client.lock(name).awaitAcquire((-1).seconds) }
    thrownBy<IllegalArgumentException> { client.lock(name).awaitTryAcquire((-1).seconds) }
  }

  @Test
  fun client_closed_refuses() = test {
    val closed = connect(Adapter.LETTUCE)
    closed.close()
    thrownBy<IllegalStateException> { closed.lock(name).awaitAcquire() }
    thrownBy<IllegalStateException> { closed.lock(name).withLock {} }
  }

  @Test
  fun client_closedWhileSomebodyWaits_endsTheWait() = test {
    key.awaitAcquire()
    val waiting = async { thrownBy<IllegalStateException> { client.lock(name).withLock {} } }
    awaitWaiters(1)
    client.close()
    waiting.await()
  }

  @Test
  fun server_thatDoesNotAnswer_failsTheAcquisitionAndKeepsWhatABlockReturned() = test {
    val server = keep(RedisServer.start())
    val client = connect(Adapter.LETTUCE, server)
    val lease = client.lock("$name:1").awaitAcquire()
    val result =
      client.lock(name).withLock {
        server.kill()
        "done"
      }
    assertThat(result).isEqualTo("done")
    thrownBy<BackendException> { lease.awaitRelease() }
    thrownBy<BackendException> { client.lock(name).awaitAcquire() }
    thrownBy<BackendException> { client.lock(name).awaitTryAcquire() }
    server.restart() // nothing is left to be given back
  }
}
