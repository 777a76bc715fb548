package dev.baton.kotlin.first

// tag::kotlinProgram
import dev.baton.LockClient
import dev.baton.kotlin.withLock
import kotlinx.coroutines.runBlocking

fun main(arguments: Array<String>) = runBlocking {
  LockClient.connect(arguments.firstOrNull() ?: "redis://localhost:6379").use { locks ->
    locks.lock("order:42").withLock { lease ->
      println("held, with fencing token ${lease.fencingToken()}")
    }
  }
}

// end::kotlinProgram

/** The program that a beginner copies, whole, with its imports: those of this file are its own. */
class FirstKotlinProgramExamplesTest {
  @org.junit.jupiter.api.Test
  fun program_copied_runs() {
    dev.baton.testing.server.RedisServer.start().use { redis ->
      main(arrayOf(redis.uri()))
      LockClient.connect(redis.uri()).use { locks ->
        val fence = locks.lock("order:42").inspect().fencingToken()
        org.assertj.core.api.Assertions.assertThat(fence).isPresent()
      }
    }
  }
}
