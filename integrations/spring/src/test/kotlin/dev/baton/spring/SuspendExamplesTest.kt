package dev.baton.spring

import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** What docs/spring.md shows of Kotlin. */
private class SuspendExamplesTest : SpringCase() {

  open class Orders {
    private val written = mutableListOf<String>()

    open fun written(): List<String> = written

    private suspend fun write(id: Long, what: String, fence: Long) {
      delay(1)
      check(fence > 0)
      written.add("$id $what")
    }

    // tag::lockedSuspend
    @Locked("order:#{#id}")
    open suspend fun pay(id: Long) { // the compiler's plugin for Spring makes it open by itself
      write(id, "paid", CurrentLease.get().fencingToken())
    }
    // end::lockedSuspend
  }

  @Test
  fun lockedSuspend() {
    start(Orders::class.java)
    val orders = bean(Orders::class.java)
    runBlocking { orders.pay(42) }
    assertThat(orders.written()).containsExactly("42 paid")
    assertFree("order:42")
  }
}
