package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.Acquirable;
import dev.baton.Deadlock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients that wait for each other are told, and no others. */
class DeadlockTest extends Contract {

  /** Begins to wait, and does until it is in the queue. */
  private CompletableFuture<Lease> waiting(Acquirable lock, int place) {
    CompletableFuture<Lease> lease = lock.acquireAsync().toCompletableFuture();
    eventually().until(() -> lock.inspect().waiters().size() == place);
    return lease;
  }

  @Test
  void clients_thatWaitForEachOther_areTold_untilOneGivesUp() throws Exception {
    LockClient one = client();
    LockClient other = client();
    Lease left = one.lock("left").acquire();
    Lease right = other.lock("right").acquire();
    CompletableFuture<Lease> wantsRight = waiting(one.lock("right"), 1);
    assertThat(client().deadlocks()).isEmpty();
    CompletableFuture<Lease> wantsLeft = waiting(other.lock("left"), 1);

    assertThat(client().deadlocks())
        .singleElement()
        .satisfies(
            deadlock -> {
              assertThat(deadlock.locks()).containsExactly("left", "right");
              assertThat(deadlock.waits())
                  .extracting(Deadlock.Wait::blocker, Deadlock.Wait::held)
                  .containsExactly(tuple(left.ownerToken(), true), tuple(right.ownerToken(), true));
              assertThat(deadlock.waits())
                  .allSatisfy(
                      wait -> {
                        assertThat(wait.waited()).isGreaterThan(Duration.ofSeconds(1));
                        assertThat(wait.heldFor()).isPresent();
                        assertThat(wait.share()).isEmpty();
                      });
            });
    List<String> known = List.of("right", "left", "another", "left");
    assertThat(one.deadlocks(known, Duration.ZERO)).hasSize(1);
    assertThat(one.deadlocks(List.of("left"), Duration.ZERO)).isEmpty();

    wantsLeft.cancel(true);
    eventually().until(() -> one.lock("left").inspect().waiting() == 0);
    assertThat(client().deadlocks()).isEmpty();
    right.release();
    get(wantsRight).release();
    left.release();
  }

  @Test
  void readersAndPermits_inACircle_areTold() throws Exception {
    LockClient one = client();
    LockClient other = client();
    LockClient third = client();
    Lease reading = one.readWriteLock("document").readLock().acquire();
    Lease permit = other.semaphore("slots", 1).acquire();
    Lease alone = third.lock("ledger").acquire();
    CompletableFuture<Lease> wantsPermit = waiting(one.semaphore("slots", 1), 1);
    CompletableFuture<Lease> wantsLedger = waiting(other.lock("ledger"), 1);
    CompletableFuture<Lease> wantsToWrite = waiting(third.readWriteLock("document").writeLock(), 1);

    List<Deadlock> told = client().deadlocks(List.of("document", "ledger", "slots"), Duration.ZERO);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).waits())
        .extracting(
            Deadlock.Wait::lock,
            Deadlock.Wait::blocker,
            wait -> wait.heldFor().isPresent(),
            wait -> wait.share().map(share -> share.limit()))
        .containsExactly(
            tuple("document", reading.ownerToken(), true, Optional.empty()),
            tuple("slots", permit.ownerToken(), false, Optional.of(OptionalInt.of(1))),
            tuple("ledger", alone.ownerToken(), true, Optional.empty()));

    assertThat(one.lock("slots").release(permit.ownerToken())).isTrue();
    get(wantsPermit).release();
    assertThat(client().deadlocks()).isEmpty();
    wantsToWrite.cancel(true);
    reading.release();
    alone.release();
    get(wantsLedger).release();
  }

  @Test
  void callersOwnTokens_inACircle_areTold() throws Exception {
    Lease left = lock("left", own("one")).acquire();
    Lease right = lock("right", own("other")).acquire();
    CompletableFuture<Lease> wantsRight = waiting(lock("right", own("one")), 1);
    CompletableFuture<Lease> wantsLeft = waiting(lock("left", own("other")), 1);
    assertThat(client().deadlocks())
        .singleElement()
        .satisfies(
            deadlock ->
                assertThat(deadlock.waits())
                    .extracting(Deadlock.Wait::waiter, Deadlock.Wait::blocker)
                    .containsExactly(tuple("other", "one"), tuple("one", "other")));
    left.release();
    get(wantsLeft).release();
    right.release();
    get(wantsRight).release();
  }

  private static LockOptions own(String token) {
    return LockOptions.defaults().ownerToken(token);
  }

  /**
   * Each client takes both locks in the order of their names, then the second alone, so that there
   * is no deadlock at any time. But who holds the first when it is looked at waits for the second
   * when that is looked at, a while later, and its successor, who waited for the first, has it:
   * only the second look tells them apart from a deadlock.
   */
  @Test
  void clients_veryBusyInOneOrder_areNeverTold() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger taken = new AtomicInteger();
    List<CompletableFuture<Boolean>> work = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      LockClient mine = client();
      boolean both = i % 5 > 0; // the others see to it that one waits for the second for a while
      work.add(inBackground(() -> takeInOrder(mine, both, taken, over)));
    }
    LockClient looker = client();
    eventually().until(() -> taken.get() > 20);
    for (int look = 0; look < 300; look++) {
      List<String> names = new ArrayList<>(List.of("first"));
      for (int i = 0; i < look % 10 * 20; i++) {
        names.add("between" + i); // nobody has them: they take the look a while
      }
      names.add("second");
      assertThat(looker.deadlocks(names, Duration.ZERO)).isEmpty();
    }
    over.set(true);
    for (CompletableFuture<Boolean> each : work) {
      assertThat(get(each)).isTrue();
    }
  }

  private static boolean takeInOrder(
      LockClient mine, boolean both, AtomicInteger taken, AtomicBoolean over) throws Exception {
    while (!over.get()) {
      if (both) {
        try (Lease outer = mine.lock("first").acquire();
            Lease inner = mine.lock("second").acquire()) {
          assertThat(outer.isHeld() && inner.isHeld()).isTrue();
          ask(mine, 30);
        }
        taken.incrementAndGet();
        ask(mine, 3); // the next one is before us at the second
      }
      try (Lease alone = mine.lock("second").acquire()) {
        assertThat(alone.isHeld()).isTrue();
      }
    }
    return true;
  }

  /** Takes as long as so many round trips. */
  private static void ask(LockClient client, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(client.lock("nobody's").isLocked()).isFalse();
    }
  }

  @Test
  void threads_ofOneClient_thatWaitForEachOther_areNotTold() throws Exception {
    LockClient client = client();
    Lease left = client.lock("left", STRICT).acquire();
    Lease right = client.lock("right", STRICT).acquire();
    CompletableFuture<Lease> wantsRight = waiting(client.lock("right", STRICT), 1);
    CompletableFuture<Lease> wantsLeft = waiting(client.lock("left", STRICT), 1);
    assertThat(client.deadlocks()).isEmpty();
    left.release();
    right.release();
    get(wantsRight).release();
    get(wantsLeft).release();
  }

  @Test
  void interrupt_betweenTheTwoLooks_endsIt() throws Exception {
    LockClient one = client();
    LockClient other = client();
    Lease left = one.lock("left").acquire();
    Lease right = other.lock("right").acquire();
    CompletableFuture<Lease> wantsRight = waiting(one.lock("right"), 1);
    CompletableFuture<Lease> wantsLeft = waiting(other.lock("left"), 1);
    LockClient looker = client();
    CompletableFuture<List<Deadlock>> looked = new CompletableFuture<>();
    Thread looking =
        start(looked, () -> looker.deadlocks(List.of("left", "right"), Duration.ofDays(10_000)));
    eventually().until(() -> looking.getState() == Thread.State.TIMED_WAITING);
    looking.interrupt();
    eventually().until(looked::isDone);
    assertThat(looked.isCompletedExceptionally()).isTrue();
    wantsLeft.cancel(true);
    right.release();
    get(wantsRight).release();
    left.release();
  }

  @Test
  void whatIsNoLock_isLeftOut() throws Exception {
    redis.send("HSET", "hash", "a", "b");
    assertThat(client().deadlocks(List.of("hash", "nothing"), Duration.ZERO)).isEmpty();
  }

  @Test
  void pauseOrNameOrClient_thatCannotBe_isRefused() {
    LockClient client = client();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.deadlocks(List.of(), Duration.ofMillis(-1)))
        .withMessageContaining("pause");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.deadlocks(List.of(""), Duration.ZERO))
        .withMessageContaining("name");
    client.close();
    assertThatIllegalStateException().isThrownBy(client::deadlocks);
    assertThatIllegalStateException()
        .isThrownBy(() -> client.deadlocks(List.of("k"), Duration.ZERO));
  }

  @Test
  void quorum_hasNoQueues_soItIsRefusedWithTheReason() {
    LockClient quorum =
        keep(LockClient.quorum(adapter.connector(address()), adapter.connector(address())));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(quorum::deadlocks)
        .withMessageContaining("no queue");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> quorum.deadlocks(List.of("k"), Duration.ZERO));
  }
}
