package dev.baton.kotlin

import dev.baton.LockListener
import dev.baton.testing.backend.Adapter
import dev.baton.testing.server.Moments
import dev.baton.testing.server.RedisServer
import dev.baton.testing.server.RespConnection
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import kotlin.random.Random
import kotlin.random.asJavaRandom
import kotlin.random.asKotlinRandom
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Acquisitions that are cancelled at any moment around their grants. */
class CancellationsTest : OnRedis() {
  private val server = keep(RedisServer.start())
  private val redis = keep(RespConnection("127.0.0.1", server.port()))
  private val moments = Moments()

  /** By Baton; the rest of them was given back as the coroutine was cancelled. */
  private val granted = AtomicInteger()
  private val had = AtomicInteger()

  @ParameterizedTest
  @EnumSource
  fun acquisitions_cancelledAtRandom_leaveNothingBehind(adapter: Adapter) = test {
    val client = connect(adapter, server, CountsGrants())
    val elsewhere = connect(adapter, server)
    val count = 10_000
    coroutineScope {
      repeat(WORKERS) { worker ->
        val random = moments.random().asKotlinRandom()
        launch {
          for (i in worker until count step WORKERS) {
            val name = "lock:$worker"
            val target = Kind.entries[i / WORKERS % Kind.entries.size].of(client, name)
            if (random.nextBoolean()) {
              cancelled(target, random)
            } else {
              val holder = elsewhere.lock(name).awaitAcquire()
              cancelled(target, random) {
                pause(random)
                holder.awaitRelease()
              }
            }
          }
        }
      }
    }
    println(
      "$moments, $adapter: of $count acquisitions ${granted.get()} were granted, and" +
        " ${granted.get() - had.get()} of these as they were cancelled"
    )
    assertThat(had.get()).`as`("got by whoever asked, %s", moments).isPositive()
    assertThat(granted.get())
      .`as`("granted, %s", moments)
      .isGreaterThan(had.get()) // some as they were cancelled
      .isLessThan(count)
    eventually { client.local().isEmpty() && elsewhere.local().isEmpty() }
    eventually { keys().all { it.startsWith("baton:fence:") } } // which expire by themselves
  }

  private fun keys() = (redis.send("KEYS", "*") as List<*>).map { it as String }

  /** Begins to acquire it, and is cancelled after a while, in which something else is done too. */
  private suspend fun cancelled(
    target: Target,
    random: Random,
    meanwhile: suspend CoroutineScope.() -> Unit = {},
  ) = coroutineScope {
    val scoped = random.nextBoolean()
    val has = AtomicBoolean()
    val job = launch {
      if (scoped) {
        target.withLock(cancelOnLoss = false) {
          had(has)
          awaitCancellation()
        }
      } else {
        val holding = target.acquire()
        had(has)
        holding.release()
      }
    }
    val other = launch { meanwhile() }
    pause(random)
    job.cancel()
    moments.cameFirst(has.get())
    other.join()
  }

  private fun had(has: AtomicBoolean) {
    had.incrementAndGet()
    has.set(true)
  }

  private suspend fun pause(random: Random) {
    val end = System.nanoTime() + moments.next(random.asJavaRandom())
    while (System.nanoTime() < end) {
      yield()
    }
  }

  private inner class CountsGrants : LockListener {
    override fun acquired(acquisition: LockListener.Acquired) {
      if (acquisition.lockName().count { it == ':' } == 1) { // of several, one
        granted.incrementAndGet()
      }
    }
  }

  private companion object {
    const val WORKERS = 8
  }
}
