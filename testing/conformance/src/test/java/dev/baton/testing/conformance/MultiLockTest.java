package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Several locks at once; in a cluster each is on a node of its own. */
@Execution(ExecutionMode.CONCURRENT)
class MultiLockTest extends Contract {
  private static final LockOptions PATIENT = lease(SOON);
  private static final Duration SHORT = Duration.ofMillis(300);

  private static MultiLock locks(LockClient client, String... names) {
    List<Acquirable> locks = new ArrayList<>();
    for (String name : names) {
      locks.add(client.lock(name, PATIENT));
    }
    return client.allOf(locks);
  }

  /** What is in Redis of locks that are held or waited for. */
  private List<String> left() {
    return redis.keys().stream().filter(key -> !key.startsWith("baton:fence:")).toList();
  }

  private void assertNothingLeft() {
    eventually().untilAsserted(() -> assertThat(left()).isEmpty());
  }

  /** Until somebody waits for a lock. */
  private void awaitWaiter(String name) {
    eventually().until(() -> waiting(lock(name)) == 1);
  }

  @Test
  void threeLocks_free_costSixCommands() throws Exception {
    locks(client(), "a", "b", "c").acquire().release(); // the servers know the scripts
    MultiLock locks = locks(client(), "a", "b", "c");
    Map<String, Long> before = redis.commandCounts();
    MultiLease leases = locks.acquire();
    assertThat(left()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(leases.release()).isEqualTo(ReleaseOutcome.RELEASED);
    Map<String, Long> after = redis.commandCounts();

    assertThat(after.get("evalsha") - before.get("evalsha")).isEqualTo(6);
    assertThat(grown(before, after, "eval") + grown(before, after, "publish")).isZero();
    assertThat(left()).isEmpty();
  }

  private static long grown(Map<String, Long> before, Map<String, Long> after, String name) {
    return after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
  }

  @Test
  void transfers_ofEightThreadsInOppositeOrders_areAllDone_andNoneIsLost() throws Exception {
    int accounts = 10;
    int each = 125;
    AtomicIntegerArray balances = new AtomicIntegerArray(accounts);
    List<CompletableFuture<Integer>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      LockClient client = client();
      for (int j = 0; j < 2; j++) {
        Random dice = new Random(2 * i + j);
        threads.add(
            inBackground(
                () -> {
                  for (int k = 0; k < each; k++) {
                    transfer(client, dice, balances);
                  }
                  return each;
                }));
      }
    }
    int done = 0;
    for (CompletableFuture<Integer> thread : threads) {
      done += get(thread);
    }
    assertThat(done).isEqualTo(1_000);
    int sum = 0;
    int moved = 0;
    for (int i = 0; i < accounts; i++) {
      sum += balances.get(i);
      moved += Math.abs(balances.get(i));
    }
    assertThat(sum).isZero();
    assertThat(moved).isPositive();
    assertNothingLeft();
  }

  /** Reads both accounts and writes both; whoever does so at the same time undoes it. */
  private static void transfer(LockClient client, Random dice, AtomicIntegerArray balances)
      throws InterruptedException {
    int from = dice.nextInt(balances.length());
    int to = (from + 1 + dice.nextInt(balances.length() - 1)) % balances.length();
    try (MultiLease leases = locks(client, "account:" + from, "account:" + to).acquire(SOON)) {
      int one = balances.get(from);
      int other = balances.get(to);
      for (int i = 0; i < 1_000; i++) {
        Thread.onSpinWait();
      }
      balances.set(from, one - 1);
      balances.set(to, other + 1);
      leases.ensureHeld();
    }
  }

  @Test
  void locks_heldByAnother_areWaitedForOneAfterTheOther_inTheOrderOfTheirNames() throws Exception {
    LockClient other = client();
    Lease a = other.lock("a").acquire();
    Lease c = other.lock("c").acquire();
    CompletableFuture<MultiLease> waiter =
        locks(client(), "c", "b", "a").acquireAsync().toCompletableFuture();
    awaitWaiter("a");
    eventually().until(() -> !lock("b").isLocked());
    a.release();
    awaitWaiter("c");
    assertThat(lock("a").isLocked()).isTrue();
    assertThat(lock("b").isLocked()).isTrue();
    c.release();
    try (MultiLease leases = get(waiter)) {
      assertThat(leases.of("a").fencingToken()).isGreaterThan(a.fencingToken());
      assertThat(leases.of("c").fencingToken()).isGreaterThan(c.fencingToken());
      assertThat(leases.isHeld()).isTrue();
    }
    assertNothingLeft();
  }

  @Test
  void call_whoseTimeIsUp_namesTheLockAndItsHolder_andLeavesNoPart() throws Exception {
    Lease b = lock("b").acquire();
    MultiLock locks = locks(client(), "a", "b", "c");
    assertThatThrownBy(() -> locks.acquire(SHORT))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageContaining("not all of 3 locks came free within 300 ms: lock \"b\"")
        .hasMessageMatching(".*; held by java on [^ ]+ \\(\\d+\\)")
        .extracting(thrown -> ((LockException) thrown).lockName())
        .isEqualTo("b");
    eventually().untilAsserted(() -> assertThat(left()).containsExactly("b"));
    assertThat(locks.tryAcquire()).isEmpty();
    assertThat(locks.tryAcquire(SHORT)).isEmpty();
    eventually().untilAsserted(() -> assertThat(left()).containsExactly("b"));
    b.release();
    assertNothingLeft();
  }

  @Test
  void call_interrupted_throws_andLeavesNoPart() throws Exception {
    Lease b = lock("b").acquire();
    MultiLock locks = locks(client(), "a", "b", "c");
    CompletableFuture<MultiLease> waited = new CompletableFuture<>();
    Thread thread = start(waited, locks::acquire);
    awaitWaiter("b");
    thread.interrupt();
    assertThatThrownBy(() -> get(waited)).hasCauseInstanceOf(InterruptedException.class);
    eventually().untilAsserted(() -> assertThat(left()).containsExactly("b"));
    b.release();
    assertNothingLeft();
  }

  @Test
  void call_cancelled_leavesNoPart() throws Exception {
    Lease b = lock("b").acquire();
    CompletableFuture<MultiLease> waiter =
        locks(client(), "a", "b", "c").acquireAsync().toCompletableFuture();
    awaitWaiter("b");
    waiter.cancel(true);
    eventually().untilAsserted(() -> assertThat(left()).containsExactly("b"));
    b.release();
    assertNothingLeft();
  }

  @Test
  void calls_cancelledAtAnyMoment_leaveNoPart() throws Exception {
    LockClient one = client();
    LockClient two = client();
    Random dice = new Random(7);
    for (int i = 0; i < 200; i++) {
      CompletableFuture<MultiLease> first =
          locks(one, "a", "b", "c").acquireAsync().toCompletableFuture();
      CompletableFuture<MultiLease> second =
          locks(two, "b", "c", "a").acquireAsync().toCompletableFuture();
      for (int spins = dice.nextInt(20_000); spins > 0; spins--) {
        Thread.onSpinWait();
      }
      if (!second.cancel(true)) {
        second.join().close();
      }
      get(first).close();
    }
    assertNothingLeft();
  }

  @Test
  void lostMember_isToldByItsName_andKeepsTheOthersFromNothing() throws Exception {
    LockClient client = client();
    LockOptions shortly = leaseOfMillis(6_000);
    MultiLease leases =
        client
            .allOf(client.lock("a", shortly), client.lock("b", shortly), client.lock("c", shortly))
            .acquire();
    CompletableFuture<MultiLease.Loss> told = leases.lost().toCompletableFuture();
    redis.send("DEL", "b");
    assertThat(get(told)).isEqualTo(new MultiLease.Loss("b", LossReason.DELETED));
    assertThat(leases.isHeld()).isFalse();
    assertThatThrownBy(leases::ensureHeld)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("\"b\"");
    assertThat(leases.of("a").isHeld()).isTrue();
    assertThat(leases.of("c").isHeld()).isTrue();
    assertThat(lock("a").tryAcquire()).isEmpty();

    assertThat(leases.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(left()).isEmpty();
  }

  @Test
  void readSide_writeSide_andPermits_areHeldTogether() throws Exception {
    LockClient client = client();
    MultiLock mixture =
        client.allOf(
            client.semaphore("p", 3, PATIENT).withWeight(2),
            client.readWriteLock("r", PATIENT).readLock(),
            client.readWriteLock("w", PATIENT).writeLock());
    LockClient other = client();
    MultiLease leases = mixture.acquire();
    Lease reading = other.readWriteLock("r", PATIENT).readLock().acquire();
    Lease permit = other.semaphore("p", 3, PATIENT).acquire();
    assertThat(other.semaphore("p", 3, PATIENT).tryAcquire()).isEmpty();
    assertThat(other.readWriteLock("r", PATIENT).writeLock().tryAcquire()).isEmpty();
    assertThat(other.readWriteLock("w", PATIENT).readLock().tryAcquire()).isEmpty();
    leases.release();
    permit.release();
    reading.release();

    Lease writing = other.readWriteLock("r", PATIENT).writeLock().acquire();
    assertThat(mixture.tryAcquire()).isEmpty();
    CompletableFuture<MultiLease> waiter = mixture.acquireAsync().toCompletableFuture();
    awaitWaiter("r");
    writing.release();
    get(waiter).close();
    assertNothingLeft();
  }

  @Test
  void memberOfSeveral_isThePlainLockOfItsName() throws Exception {
    MultiLock locks = locks(client(), "a", "b");
    try (MultiLease leases = locks.acquire()) {
      assertThat(lock("b").tryAcquire()).isEmpty();
      assertThat(redis.send("SET", "a", "theirs", "NX")).isNull();
      assertThat(redis.get("a")).isEqualTo(leases.of("a").ownerToken());
    }
    redis.send("SET", "b", "theirs", "NX", "PX", "60000");
    assertThat(locks.tryAcquire()).isEmpty();
    eventually().untilAsserted(() -> assertThat(left()).containsExactly("b"));
  }

  @Test
  void leases_afterSeveralRounds_areEachAsLongAsItsOptionsSay() throws Exception {
    LockClient client = client();
    Lease c = lock("c").acquire();
    CompletableFuture<MultiLease> waiter =
        client
            .allOf(
                client.lock("a", lease(Duration.ofSeconds(40))),
                client.lock("b", lease(Duration.ofSeconds(50))),
                client.lock("c", lease(Duration.ofSeconds(60))))
            .acquireAsync()
            .toCompletableFuture();
    awaitWaiter("c");
    c.release();
    try (MultiLease leases = get(waiter)) {
      assertThat(leases.isHeld()).isTrue();
      assertThat(redis.number("PTTL", "a")).isBetween(1L, 40_000L);
      assertThat(redis.number("PTTL", "b")).isBetween(1L, 50_000L);
      assertThat(redis.number("PTTL", "c")).isBetween(1L, 60_000L);
      assertThat(leases.remaining()).isLessThanOrEqualTo(Duration.ofSeconds(40));
    }
  }

  @Test
  void sixtyFourLocks_inAnyOrder_areHeldTogether() throws Exception {
    LockClient client = client();
    List<Acquirable> many = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      many.add(client.lock("k" + i, PATIENT));
    }
    Collections.shuffle(many, new Random(1));
    try (MultiLease leases = client.allOf(many).acquire()) {
      assertThat(leases.leases()).hasSize(64).allMatch(Lease::isHeld);
      assertThat(left()).hasSize(64);
    }
    assertThat(left()).isEmpty();
  }
}
