package dev.baton.kotlin

import dev.baton.Lease
import dev.baton.LeaseLostException
import dev.baton.LossReason
import dev.baton.ReleaseOutcome
import java.time.Duration
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.future.await
import kotlinx.coroutines.isActive
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.parallel.Execution
import org.junit.jupiter.api.parallel.ExecutionMode
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Locks that are lost while a block runs under them. */
@Execution(ExecutionMode.CONCURRENT)
class LossTest : OnRedis() {

  @ParameterizedTest
  @EnumSource
  fun block_whoseLockIsLost_isCancelled(kind: Kind) = test {
    val target = kind.of(client, name)
    for (withLock in
      listOf<suspend () -> Unit>(
        { target.withLock { taken(it.lease) } },
        { target.tryWithLock { taken(it.lease) } },
      )) {
      val lost = thrownBy<LeaseLostException> { withLock() }
      assertThat(lost.lockName()).isEqualTo(name)
      assertThat(lost.reason()).isNotEqualTo(LossReason.EXPIRED)
      assertThat(currentCoroutineContext().isActive).isTrue()
    }
    eventually { client.local().isEmpty() }
  }

  /** Never returns by itself. */
  private suspend fun taken(lease: Lease): Nothing {
    lose(lease)
    awaitCancellation()
  }

  /** Its client learns of it by the push, or by the renewal if it does not listen yet. */
  private suspend fun lose(lease: Lease) {
    takeAway()
    thrownBy<LeaseLostException> { lease.renew(Duration.ofMinutes(1)) }
  }

  @Test
  fun oneOfSeveral_lostWhileTheOthersAreReleased_isToldInPlaceOfTheResult() = test {
    val several = client.allOf(client.lock(name), client.lock("$name:1"))
    val lost =
      thrownBy<LeaseLostException> {
        several.withLock(cancelOnLoss = false) {
          check(elsewhere.lock("$name:1").release(it.of("$name:1").ownerToken()))
        }
      }
    assertThat(lost.lockName()).isEqualTo("$name:1")
    assertThat(key.isLocked).isFalse()
  }

  @Test
  fun children_ofABlockWhoseLockIsLost_haveEndedWhenTheCallerIsTold() = test {
    val ended = AtomicBoolean()
    thrownBy<LeaseLostException> {
      client.lock(name).withLock {
        launch {
          try {
            taken(it)
          } finally {
            withContext(NonCancellable) { ended.set(true) }
          }
        }
      }
    }
    assertThat(ended).isTrue()
  }

  @ParameterizedTest
  @EnumSource
  fun block_thatIsNotToBeCancelled_goesOnAndItsCallerIsTold(kind: Kind) = test {
    val target = kind.of(client, name)
    val ended = AtomicBoolean()
    for (withLock in
      listOf<suspend () -> Unit>(
        {
          target.withLock(cancelOnLoss = false) {
            lose(it.lease)
            told(it.lease)
            ended.set(currentCoroutineContext().isActive)
          }
        },
        {
          target.tryWithLock(cancelOnLoss = false) {
            lose(it.lease)
            told(it.lease)
            ended.set(currentCoroutineContext().isActive)
          }
        },
      )) {
      ended.set(false)
      thrownBy<LeaseLostException> { withLock() }
      assertThat(ended).isTrue()
    }
  }

  /** All who are told of the loss are, or about to be. */
  private suspend fun told(lease: Lease) {
    lease.lost().await()
    repeat(10) { yield() }
  }

  @Test
  fun block_thatThrowsBecauseOfTheLoss_isToldByItsOwnException() = test {
    thrownBy<IllegalArgumentException> {
      client.lock(name).withLock {
        try {
          taken(it)
        } finally {
          throw IllegalArgumentException("not written")
        }
      }
    }
  }

  @Test
  fun block_thatThrowsWithoutALoss_isToldByItsOwnException() = test {
    val mine = CancellationException("mine")
    val thrown = thrownBy<CancellationException> { client.lock(name).withLock { throw mine } }
    assertThat(thrown).hasMessage("mine")
    assertThat(currentCoroutineContext().isActive).isTrue()
  }

  @Test
  fun caller_cancelledAndItsLockLost_isCancelled() = test {
    val thrown = CompletableDeferred<Throwable>()
    launch {
      val caller = currentCoroutineContext().job
      try {
        client.lock(name).withLock {
          caller.cancel(CancellationException("shutdown"))
          withContext(NonCancellable) { lose(it) }
        }
      } catch (e: Throwable) {
        thrown.complete(e)
        throw e
      }
    }
    assertThat(thrown.await())
      .isInstanceOf(CancellationException::class.java)
      .hasMessage("shutdown")
  }

  @Test
  fun release_thatFindsTheLockLost_isToldInPlaceOfTheResult() = test {
    val lease = async { client.lock(name).awaitAcquire().also { takeAway() }.awaitRelease() }
    assertThat(lease.await()).isEqualTo(ReleaseOutcome.ALREADY_LOST)
    thrownBy<LeaseLostException> { client.lock(name).withLock(cancelOnLoss = false) { takeAway() } }
  }
}
