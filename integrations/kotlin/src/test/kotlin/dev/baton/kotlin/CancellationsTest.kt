package dev.baton.kotlin

import dev.baton.LockListener
import dev.baton.testing.backend.Adapter
import dev.baton.testing.server.RedisServer
import dev.baton.testing.server.RespConnection
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong
import kotlin.random.Random
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.yield
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Acquisitions that are cancelled at any moment around their grants. */
class CancellationsTest : OnRedis() {
  private val server = keep(RedisServer.start())
  private val redis = keep(RespConnection("127.0.0.1", server.port()))
  private val seed = Integer.getInteger("cancellations.seed") ?: Random.nextInt()

  /** By Baton; the rest of them was given back as the coroutine was cancelled. */
  private val granted = AtomicInteger()
  private val had = AtomicInteger()

  /** How long a grant took lately. */
  private val nanos = AtomicLong(100_000)

  @ParameterizedTest
  @EnumSource
  fun acquisitions_cancelledAtRandom_leaveNothingBehind(adapter: Adapter) = test {
    val client = connect(adapter, server, CountsGrants())
    val elsewhere = connect(adapter, server)
    val count = 10_000
    coroutineScope {
      repeat(WORKERS) { worker ->
        launch {
          val random = Random(seed + worker)
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
      "seed $seed, $adapter: of $count acquisitions ${granted.get()} were granted, and" +
        " ${granted.get() - had.get()} of these as they were cancelled"
    )
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
    val job = launch {
      val began = System.nanoTime()
      if (scoped) {
        target.withLock(cancelOnLoss = false) {
          had(began)
          awaitCancellation()
        }
      } else {
        val holding = target.acquire()
        had(began)
        holding.release()
      }
    }
    val other = launch { meanwhile() }
    pause(random)
    job.cancel()
    other.join()
  }

  private fun had(began: Long) {
    had.incrementAndGet()
    nanos.set((nanos.get() * 7 + (System.nanoTime() - began)) / 8)
  }

  /** For up to about twice as long as a grant takes now. */
  private suspend fun pause(random: Random) {
    val end = System.nanoTime() + random.nextLong(2 * nanos.get() + 1)
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
