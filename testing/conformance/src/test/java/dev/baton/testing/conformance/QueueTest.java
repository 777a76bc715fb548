package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.internal.script.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The queue of waiters: its order, and those who die in it. */
@Execution(ExecutionMode.CONCURRENT)
class QueueTest extends Contract {

  @Test
  void thirtyTwoWaiters_inFourClients_areServedInOrder() throws Exception {
    List<LockClient> clients = List.of(client(), client(), client(), client());
    DistributedLock watched = clients.get(0).lock("k", STRICT);
    Lease holder = watched.acquire();
    ConcurrentLinkedQueue<Integer> served = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> waiters = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      int number = i;
      DistributedLock lock = clients.get(i % 4).lock("k", STRICT);
      waiters.add(
          inBackground(
              () -> {
                try (Lease lease = lock.acquire()) {
                  served.add(number);
                }
                return null;
              }));
      eventually().until(() -> waiting(watched) == number + 1);
    }
    holder.release();
    for (CompletableFuture<Void> waiter : waiters) {
      get(waiter);
    }
    assertThat(served)
        .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 32).boxed().toList());
  }

  @Test
  void waiterAtTheHead_killed_isSkippedAtOnce() throws Exception {
    DistributedLock lock = lock("k");
    Lease holder = lock.acquire();
    try (ChildProcess child = child("acquire", "k")) {
      eventually().until(() -> waiting(lock) == 1);
      CompletableFuture<Lease> second = lock("k").acquireAsync().toCompletableFuture();
      eventually().until(() -> waiting(lock) == 2);
      child.kill();
      eventually().until(() -> redis.connections("pubsub").size() == 1);

      holder.release();
      // Had the dead one been granted the lock, this would be in the queue for its claim of 3 s.
      assertThat(lock.inspect().waiters()).isEmpty();
      Lease lease = get(second);
      assertThat(lease.isHeld()).isTrue();
      lease.release();
    }
  }

  @Test
  void holder_killed_isSucceededOnceItsLeaseEnds() throws Exception {
    try (ChildProcess child = child("acquire", "k", "--lease", "600")) {
      child.awaitLine("held");
      CompletableFuture<Lease> next = lock("k").acquireAsync().toCompletableFuture();
      child.kill();
      get(next).release();
    }
  }

  /** A busy machine can delay any one of them, but not each past a poll that is seconds away. */
  @Test
  void deadHolder_itsLeaseOver_isSucceededBeforeTheNextPoll() throws Exception {
    DistributedLock lock = lock("k");
    Duration poll = Duration.ofMillis(Term.LONGEST_CLAIM_MILLIS);
    Duration best = poll;
    for (int i = 0; i < 20 && best.compareTo(poll) >= 0; i++) {
      long begun = System.nanoTime();
      redis.send("SET", "k", "app@host:1/dead.1#5", "PX", "400");
      lock.acquire().release();
      best = Duration.ofNanos(System.nanoTime() - begun);
    }
    assertThat(best).isLessThan(poll);
  }

  @Test
  void everybodyDead_lockTaken_dropsThemFromTheQueue() throws Exception {
    DistributedLock lock = lock("k");
    Lease holder = lock.acquire();
    try (ChildProcess one = child("acquire", "k");
        ChildProcess two = child("acquire", "k")) {
      eventually().until(() -> waiting(lock) == 2);
      one.kill();
      two.kill();
      eventually().until(() -> redis.connections("pubsub").isEmpty());
      holder.release();
    }
    assertThat(lock.inspect().holder()).isEmpty();
    assertThat(lock.inspect().waiters()).isEmpty();
    assertThat(lock.tryAcquire()).isPresent();
  }

  @Test
  void freeLockWithWaiters_triedOnce_isLeftToThem() throws Exception {
    DistributedLock lock = lock("k");
    lock.acquire();
    DistributedLock other = lock("k");
    CompletableFuture<Lease> waiter = other.acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock) == 1);
    redis.send("DEL", "k");
    assertThat(lock("k").tryAcquire()).isEmpty();
    get(waiter).release();
  }
}
