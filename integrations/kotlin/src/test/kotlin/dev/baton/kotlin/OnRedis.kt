package dev.baton.kotlin

import dev.baton.DistributedLock
import dev.baton.LockClient
import dev.baton.LockListener
import dev.baton.testing.backend.Adapter
import dev.baton.testing.server.RedisServer
import java.util.UUID
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Timeout

/** What the tests share: a name of their own, a client, and another process that wants the same. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class OnRedis {
  val name = "order:${UUID.randomUUID()}"
  private val opened = mutableListOf<AutoCloseable>()
  val client: LockClient by lazy { connect(Adapter.LETTUCE) }
  val elsewhere: LockClient by lazy { connect(Adapter.JEDIS) }

  /** The lock as the other process has it. */
  val key: DistributedLock by lazy { elsewhere.lock(name) }

  @AfterEach
  fun closeAll() {
    opened.reversed().forEach(AutoCloseable::close)
  }

  fun <T : AutoCloseable> keep(resource: T): T = resource.also(opened::add)

  fun connect(
    adapter: Adapter,
    server: RedisServer = RedisServer.shared(),
    listener: LockListener? = null,
  ): LockClient =
    keep(
      LockClient.builder(adapter.connector(server.patientUri()))
        .apply { listener?.let(::listener) }
        .build()
    )

  /** An operator takes the lock away from whoever has it, alone or with others. */
  fun takeAway() {
    val state = key.inspect()
    val holder =
      state.holder().orElseGet { state.sharing().orElseThrow().holders()[0].ownerToken() }
    check(key.release(holder))
  }

  suspend fun awaitWaiters(count: Int) = eventually { key.inspect().waiters().size == count }

  suspend fun awaitFree() = eventually { !key.isLocked }

  companion object {
    /** Several threads, as applications have; within what only a hang misses. */
    fun test(block: suspend CoroutineScope.() -> Unit) =
      runBlocking(Dispatchers.Default) { withTimeout(90.seconds) { block() } }

    suspend fun eventually(condition: () -> Boolean) {
      while (!condition()) {
        delay(5.milliseconds)
      }
    }

    /** What [block] throws. */
    suspend inline fun <reified T : Throwable> thrownBy(block: suspend () -> Unit): T {
      try {
        block()
      } catch (thrown: Throwable) {
        return thrown as? T ?: throw thrown
      }
      throw AssertionError("nothing was thrown")
    }
  }
}
