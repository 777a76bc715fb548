package dev.baton.samples.bank

import dev.baton.testing.server.RedisServer
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

class BankTest {

  @Test
  fun demo_run_keepsTheMoneyTogether() {
    RedisServer.start().use { redis ->
      val right =
        runBlocking(Dispatchers.Default) { withTimeout(3.minutes) { demo(redis.patientUri()) } }
      assertThat(right).isTrue()
    }
  }
}
