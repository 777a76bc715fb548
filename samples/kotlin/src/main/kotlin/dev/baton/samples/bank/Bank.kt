package dev.baton.samples.bank

import dev.baton.ElectionOptions
import dev.baton.LockClient
import dev.baton.kotlin.lead
import dev.baton.kotlin.withLock
import dev.baton.testing.server.RedisServer
import kotlin.random.Random
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield

private const val HOSTS = 3
private const val TELLERS = 4
private const val TRANSFERS = 50

/** Accounts that nothing guards but the locks of their names. */
class Bank(private val accounts: Int = 8) {
  private val balances = LongArray(accounts) { 1_000 }

  val total: Long
    get() = balances.sum()

  /** Both accounts are held at once, so that no two transfers wait for each other in a circle. */
  suspend fun transfer(locks: LockClient, from: Int, to: Int, amount: Long) {
    locks.allOf(locks.lock("account:$from"), locks.lock("account:$to")).withLock {
      val (before, after) = balances[from] to balances[to]
      yield() // others would come in between here
      balances[from] = before - amount
      balances[to] = after + amount
    }
  }

  /** What a host does: its tellers transfer, and while it leads it reports. */
  suspend fun open(locks: LockClient, host: String): Unit = coroutineScope {
    val reports = launch {
      locks.lead("reports", ElectionOptions.candidate(host)) {
        while (true) {
          println("$host leads: the balances are ${balances.toList()}")
          delay(100.milliseconds)
        }
      }
    }
    (1..TELLERS)
      .map {
        async {
          repeat(TRANSFERS) {
            val from = Random.nextInt(accounts)
            val to = (from + 1 + Random.nextInt(accounts - 1)) % accounts
            transfer(locks, from, to, Random.nextLong(100))
          }
        }
      }
      .awaitAll()
    reports.cancelAndJoin() // the next host leads
  }
}

/**
 * Three hosts on one Redis, each a client of its own in this process.
 *
 * @return whether no money came or went
 */
suspend fun demo(redis: String): Boolean {
  val bank = Bank()
  val before = bank.total
  coroutineScope {
    for (host in 1..HOSTS) {
      launch {
        val locks = withContext(Dispatchers.IO) { LockClient.connect(redis) }
        locks.use { bank.open(it, "host $host") }
      }
    }
  }
  println("${HOSTS * TELLERS * TRANSFERS} transfers: ${bank.total} of $before are there")
  return bank.total == before
}

fun main(arguments: Array<String>) {
  val own = if (arguments.isEmpty()) RedisServer.start() else null
  val right = own.use { runBlocking(Dispatchers.Default) { demo(own?.uri() ?: arguments[0]) } }
  kotlin.system.exitProcess(if (right) 0 else 1)
}
