package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Acquirable;
import dev.baton.DistributedSemaphore;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Permits, each of another process. */
@Execution(ExecutionMode.CONCURRENT)
class SemaphoreTest extends Contract {
  private static final LockOptions PATIENT = lease(SOON);

  private DistributedSemaphore permits(int number) {
    return client().semaphore("k", number, PATIENT);
  }

  /** One who waits, as the next in the queue. */
  private CompletableFuture<Lease> waiting(Acquirable wanted) {
    var any = lock("k");
    int before = waiting(any);
    CompletableFuture<Lease> waiter = wanted.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(any) == before + 1);
    return waiter;
  }

  @Test
  void permits_areGivenToSoMany_andToTheNextWhenOneComesBack() throws Exception {
    Lease one = permits(2).acquire();
    Lease two = permits(2).acquire();
    assertThat(permits(2).tryAcquire()).isEmpty();
    assertThatThrownBy(() -> permits(2).acquire(Duration.ofMillis(300)))
        .isInstanceOf(LockTimeoutException.class);
    eventually().until(() -> waiting(lock("k")) == 0); // it leaves the queue in the background
    CompletableFuture<Lease> three = waiting(permits(2));
    CompletableFuture<Lease> four = waiting(permits(2));
    one.release();
    assertThat(get(three).fencingToken()).isGreaterThan(two.fencingToken());
    assertThat(four).isNotDone();
    two.release();
    get(three).release();
    get(four).release();
    assertThat(redis.send("EXISTS", "k")).isEqualTo(0L);
  }

  @Test
  void permit_free_costsTwoCommands() throws Exception {
    permits(3).acquire().release(); // the server knows the scripts
    DistributedSemaphore permits = permits(3);
    Map<String, Long> before = redis.commandCounts();
    permits.acquire().release();
    Map<String, Long> after = redis.commandCounts();
    assertThat(after.get("evalsha") - before.get("evalsha")).isEqualTo(2);
  }

  @Test
  void requestForMany_isNotPassedByLaterOnesForFew() throws Exception {
    Lease one = permits(3).acquire();
    CompletableFuture<Lease> all = waiting(permits(3).withWeight(3));
    CompletableFuture<Lease> few = waiting(permits(3));
    assertThat(permits(3).tryAcquire()).isEmpty();
    one.release();
    Lease whole = get(all);
    assertThat(few).isNotDone();
    whole.release();
    get(few).release();
  }

  @Test
  void requestForAll_amongEndlessSingleOnes_isServedInItsTurn() throws Exception {
    List<DistributedSemaphore> few = List.of(permits(3), permits(3), permits(3));
    List<Lease> first = new ArrayList<>();
    for (DistributedSemaphore each : few) {
      first.add(each.acquire());
    }
    CompletableFuture<Lease> all = waiting(permits(3).withWeight(3));
    List<CompletableFuture<Lease>> again = new ArrayList<>();
    for (int i = 0; i < 3; i++) { // each gives back and asks again, as if that would never end
      first.get(i).release();
      again.add(few.get(i).acquireAsync().toCompletableFuture());
      assertThat(again).noneMatch(CompletableFuture::isDone);
    }
    get(all).release();
    for (CompletableFuture<Lease> each : again) {
      get(each).release();
    }
  }

  @Test
  void requestForAll_amongThreadsThatPassPermitsOn_isServedAllTheSame() throws Exception {
    DistributedSemaphore few = permits(3);
    AtomicBoolean enough = new AtomicBoolean();
    List<CompletableFuture<Integer>> endless = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      endless.add(
          inBackground(
              () -> {
                int taken = 0;
                while (!enough.get()) {
                  few.acquire().release();
                  taken++;
                }
                return taken;
              }));
    }
    try {
      get(permits(3).withWeight(3).acquireAsync().toCompletableFuture()).release();
      get(permits(3).withWeight(3).acquireAsync().toCompletableFuture()).release();
    } finally {
      enough.set(true);
    }
    for (CompletableFuture<Integer> each : endless) {
      assertThat(get(each)).isPositive();
    }
  }

  @Test
  void permits_passedAmongThreads_areNeverMoreThanThereAre() throws Exception {
    DistributedSemaphore permits = permits(2);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<CompletableFuture<Boolean>> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          inBackground(
              () -> {
                for (int n = 0; n < 100; n++) {
                  try (Lease permit = permits.acquire()) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    permit.ensureHeld();
                    inside.decrementAndGet();
                  }
                }
                return true;
              }));
    }
    for (CompletableFuture<Boolean> each : threads) {
      assertThat(get(each)).isTrue();
    }
    assertThat(most.get()).isBetween(1, 2);
    assertThat(redis.send("EXISTS", "k")).isEqualTo(0L);
  }

  @Test
  void requestForMany_thatGivesUp_letsThoseBehindPass() throws Exception {
    Lease one = permits(2).acquire();
    CompletableFuture<Lease> both = waiting(permits(2).withWeight(2));
    CompletableFuture<Lease> few = waiting(permits(2));
    both.cancel(true);
    get(few).release();
    one.release();
  }

  @Test
  void fiveThousandPermits_ofOneRequest_areOneLease() throws Exception {
    Lease many = permits(5_001).withWeight(5_000).acquire();
    Lease last = permits(5_001).acquire();
    assertThat(permits(5_001).tryAcquire()).isEmpty();
    many.release();
    assertThat(last.isHeld()).isTrue();
    last.release();
  }

  @Test
  void limit_goesAlongWithEachRequest() throws Exception {
    Lease one = permits(2).acquire();
    Lease two = permits(2).acquire();
    Lease three = permits(5).acquire();
    assertThat(permits(2).tryAcquire()).isEmpty();
    CompletableFuture<Lease> four = waiting(permits(2));
    one.release();
    assertThat(four).isNotDone();
    two.release();
    get(four).release();
    three.release();
  }

  @Test
  void release_twice_givesOnePermitBack() throws Exception {
    Lease one = permits(2).acquire();
    Lease two = permits(2).acquire();
    assertThat(one.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(one.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(permits(2).release(one.ownerToken())).isFalse();
    Lease three = permits(2).acquire();
    assertThat(permits(2).tryAcquire()).isEmpty();
    two.release();
    three.release();
  }

  @Test
  void permit_ofAProcessThatDied_comesBackWithTheEndOfItsLease() throws Exception {
    try (ChildProcess child = child("permit", "k", "--lease", "1000")) {
      child.awaitLine("held");
      child.kill();
    }
    Lease next = get(permits(1).acquireAsync().toCompletableFuture());
    assertThat(next.isHeld()).isTrue();
    next.release();
  }

  @Test
  void permit_ofAProcessThatDied_besideOneThatLives_isNotLost() throws Exception {
    Lease lives = permits(2).acquire();
    Lease dead =
        client().semaphore("k", 2, leaseOfMillis(300).autoRenew(false)).acquire(); // never released
    CompletableFuture<Lease> next = permits(2).acquireAsync().toCompletableFuture();
    get(next).release();
    assertThat(dead.isHeld()).isFalse();
    lives.release();
  }

  @Test
  void clientsWithAShorterLease_doNotEvictOthers() throws Exception {
    Lease one = client().semaphore("k", 1, lease(SOON).autoRenew(false)).acquire();
    assertThat(client().semaphore("k", 1, leaseOfMillis(10)).tryAcquire()).isEmpty();
    assertThat(client().semaphore("k", 1, leaseOfMillis(10)).tryAcquire(Duration.ofMillis(300)))
        .isEmpty();
    assertThat(one.release()).isEqualTo(ReleaseOutcome.RELEASED);
  }

  @Test
  void permit_keyDeleted_isToldToAllWhoHaveOne() throws Exception {
    LockOptions shortly = leaseOfMillis(6_000);
    Lease one = client().semaphore("k", 2, shortly).acquire();
    Lease two = client().semaphore("k", 2, shortly).acquire();
    redis.send("DEL", "k");
    assertThat(get(one.lost().toCompletableFuture())).isEqualTo(LossReason.DELETED);
    assertThat(get(two.lost().toCompletableFuture())).isEqualTo(LossReason.DELETED);
  }

  @Test
  void interruptedWaiter_leavesNoPermitTaken() throws Exception {
    Lease both = permits(2).withWeight(2).acquire();
    CompletableFuture<Object> waited = new CompletableFuture<>();
    DistributedSemaphore wanted = permits(2).withWeight(2);
    Thread thread = start(waited, wanted::acquire);
    eventually().until(() -> waiting(lock("k")) == 1);
    thread.interrupt();
    assertThatThrownBy(() -> get(waited)).hasCauseInstanceOf(InterruptedException.class);
    eventually().until(() -> waiting(lock("k")) == 0);
    both.release();
    assertThat(lock("k").isLocked()).isFalse();
  }

  @Test
  void permit_plainLock_andForeignLock_excludeEachOther() throws Exception {
    Lease permit = permits(2).acquire();
    assertThat(lock("k").tryAcquire()).isEmpty();
    assertThat(redis.send("SET", "k", "theirs", "NX")).isNull();
    permit.release();

    Lease plain = lock("k").acquire();
    assertThat(permits(2).tryAcquire()).isEmpty();
    CompletableFuture<Lease> waiter = waiting(permits(2));
    plain.release();
    get(waiter).release();

    redis.send("SET", "k", "theirs", "NX", "PX", "60000");
    assertThat(permits(2).tryAcquire()).isEmpty();
  }

  @Test
  void readers_countAsOnePermitEach() throws Exception {
    Lease reading = client().readWriteLock("k", PATIENT).readLock().acquire();
    assertThat(permits(1).tryAcquire()).isEmpty();
    Lease permit = permits(2).acquire();
    Lease beside = client().readWriteLock("k", PATIENT).readLock().acquire();
    assertThat(permits(2).tryAcquire()).isEmpty();
    reading.release();
    permit.release();
    beside.release();
  }

  @Test
  void numbersOutOfBounds_areRefused() {
    assertThatThrownBy(() -> permits(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permits must be 1 or more, not 0");
    assertThatThrownBy(() -> permits(3).withWeight(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("semaphore \"k\" has 3 permits: an acquisition takes 1 to 3 of them, not 4");
    assertThatThrownBy(() -> client().semaphore("k", 3, lease(SOON).ownerToken("mine")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a lock that is shared cannot have ownerToken");
  }
}
