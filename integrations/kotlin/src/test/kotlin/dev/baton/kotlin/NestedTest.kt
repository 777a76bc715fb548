package dev.baton.kotlin

import dev.baton.LeaseLostException
import dev.baton.LockClient
import dev.baton.testing.backend.Adapter
import dev.baton.testing.server.RedisServer
import java.time.Duration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.parallel.Execution
import org.junit.jupiter.api.parallel.ExecutionMode
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Coroutines that want a lock that they hold. */
@Execution(ExecutionMode.CONCURRENT)
class NestedTest : OnRedis() {

  @ParameterizedTest
  @EnumSource
  fun lock_thatTheCoroutineHolds_isRefusedAtOnce(kind: Kind) = test {
    val target = kind.of(client, name)
    target.withLock { holding ->
      for (again in
        listOf<suspend () -> Unit>(
          { target.acquire() },
          { target.tryAcquire() },
          { target.withLock {} },
          { target.tryWithLock {} },
        )) {
        assertThat(thrownBy<IllegalStateException> { again() })
          .hasMessageStartingWith("this coroutine holds \"$name")
          .hasMessageContaining("would wait for itself")
      }
      assertThat(holding.lease.isHeld).isTrue()
    }
    target.withLock {}
    assertThat(key.isLocked).isFalse()
  }

  @Test
  fun lock_thatTheCoroutineHoldsAsAnotherKind_isRefusedAtOnce() = test {
    for (held in Kind.entries) {
      held.of(client, name).withLock {
        for (wanted in Kind.entries) {
          thrownBy<IllegalStateException> { wanted.of(client, name).acquire() }
        }
      }
    }
  }

  @Test
  fun lock_thatAParentHolds_isRefusedAtOnce() = test {
    val lock = client.lock(name)
    lock.withLock {
      coroutineScope { launch { thrownBy<IllegalStateException> { lock.awaitAcquire() } } }
      client.lock("$name:1").withLock { thrownBy<IllegalStateException> { lock.awaitAcquire() } }
    }
  }

  @Test
  fun lock_thatAnotherCoroutineHolds_isWaitedFor() = test {
    val lock = client.lock(name)
    val outside: CoroutineScope = this
    val next =
      lock.withLock {
        outside
          .async { lock.withLock { it.isHeld } }
          .also { eventually { client.local().any { it.waiters() == 1 } } }
      }
    assertThat(next.await()).isTrue()
  }

  @Test
  fun permits_asManyAsThereAre_areHadByOneCoroutine() = test {
    val semaphore = client.semaphore(name, 3)
    semaphore.withLock {
      semaphore.withWeight(2).withLock { two ->
        assertThat(two.isHeld).isTrue()
        thrownBy<IllegalStateException> { semaphore.awaitTryAcquire() }
      }
      thrownBy<IllegalStateException> { semaphore.withWeight(3).awaitAcquire() }
      thrownBy<IllegalStateException> { client.lock(name).awaitAcquire() }
    }
  }

  @Test
  fun lock_ofAnotherName_orClient_isAnotherLock() = test {
    val tenant =
      keep(
        LockClient.builder(Adapter.LETTUCE.connector(RedisServer.shared().patientUri()))
          .prefix("tenant:")
          .build()
      )
    client.lock(name).withLock {
      client.lock("$name:1").withLock { one -> assertThat(one.isHeld).isTrue() }
      tenant.lock(name).withLock { one -> assertThat(one.isHeld).isTrue() }
    }
  }

  @Test
  fun lock_thatTheCoroutineHasNoMore_isAcquiredAnew() = test {
    val lock = client.lock(name)
    lock.withLock { released ->
      released.awaitRelease()
      lock.withLock { again ->
        assertThat(again.fencingToken()).isGreaterThan(released.fencingToken())
      }
    }
    thrownBy<LeaseLostException> {
      lock.withLock(cancelOnLoss = false) { lost ->
        takeAway()
        thrownBy<LeaseLostException> { lost.renew(Duration.ofMinutes(1)) }
        lock.withLock { again -> assertThat(again.isHeld).isTrue() }
      }
    }
  }

  @Test
  fun lock_downgraded_isReadByTheSameCoroutine() = test {
    val both = client.readWriteLock(name)
    both.writeLock().withLock { writing ->
      val reading = both.downgrade(writing)
      assertThat(reading.isHeld).isTrue()
      reading.awaitRelease()
    }
  }
}
