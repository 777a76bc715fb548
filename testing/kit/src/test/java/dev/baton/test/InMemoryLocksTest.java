package dev.baton.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InMemoryLocksTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final LockOptions NOT_RENEWED_SOON = lease(Duration.ofHours(1));

  private final InMemoryLocks locks = new InMemoryLocks();
  private final DistributedLock lock = locks.client().lock("order:42");

  @AfterEach
  void close() {
    locks.close();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static <T> T onThread(String name, Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(task, name).start();
    return task.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static LockOptions lease(Duration duration) {
    return LockOptions.defaults().leaseDuration(duration);
  }

  @Test
  void client_isTheSameEachTime_andOthersAreOther() {
    assertThat(locks.client()).isSameAs(locks.client());
    assertThat(locks.otherClient()).isSameAs(locks.otherClient()).isNotSameAs(locks.client());
    assertThat(locks.client(settings -> {})).isNotSameAs(locks.client(settings -> {}));
  }

  @Test
  void client_withSettings_hasThem() throws Exception {
    LockClient made = locks.client(settings -> settings.application("shop").prefix("test:"));
    try (Lease lease = made.lock("a").acquire()) {
      assertThat(lease.ownerToken()).startsWith("shop@");
      assertThat(locks.held()).containsExactly("test:a");
    }
  }

  @Test
  void connector_ofAnotherClient_leadsToTheSameServer() throws Exception {
    try (LockClient own = LockClient.builder(locks.connector()).build();
        Lease lease = own.lock("order:42").acquire()) {
      assertThat(lock.tryAcquire()).isEmpty();
      assertThat(locks.held()).containsExactly("order:42");
    }
    assertThat(locks.held()).isEmpty();
  }

  @Test
  void heldElsewhere_untilReleased_isHadByNobodyElse() throws Exception {
    Lease elsewhere = locks.heldElsewhere("order:42");
    assertThat(lock.tryAcquire()).isEmpty();
    CompletionStage<Lease> waiting = lock.acquireAsync();
    await().atMost(SOON).until(() -> lock.inspect().waiting() == 1);
    assertThat(elsewhere.release()).isEqualTo(ReleaseOutcome.RELEASED);
    get(waiting).close();
  }

  @Test
  void heldElsewhere_isHeldHere_throws() throws Exception {
    try (Lease lease = lock.acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThatThrownBy(() -> locks.heldElsewhere("order:42"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("\"order:42\" is held already");
    }
  }

  @Test
  void heldElsewhere_doesNotCount() {
    assertThat(locks.heldElsewhere("order:42").isHeld()).isTrue();
    assertThat(locks.held()).isEmpty();
    locks.assertNothingHeld();
  }

  @Test
  void lose_ofTheClient_isLostAtOnceAndTold() throws Exception {
    Lease lease = lock.acquire();
    CompletionStage<LossReason> lost = lease.lost();
    locks.lose("order:42");
    assertThat(lease.isHeld()).isFalse();
    assertThatThrownBy(lease::ensureHeld).isInstanceOf(LeaseLostException.class);
    assertThat(get(lost)).isEqualTo(LossReason.DELETED);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    locks.assertNothingHeld();
  }

  @Test
  void lose_nobodyAskedForTheLoss_isLostAtOnce() throws Exception {
    LockClient another = locks.client(settings -> {});
    Lease lease = another.lock("order:42").acquire();
    locks.lose("order:42");
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void lose_somebodyWaits_isHadByThatOne() throws Exception {
    Lease lease = lock.acquire();
    CompletionStage<Lease> next = locks.otherClient().lock("order:42").acquireAsync();
    await().atMost(SOON).until(() -> lock.inspect().waiting() == 1);
    locks.lose("order:42");
    assertThat(lease.isHeld()).isFalse();
    assertThat(get(next).fencingToken()).isGreaterThan(lease.fencingToken());
  }

  @Test
  void lose_ofAClientThatWasNotMadeHere_isLostSoon() throws Exception {
    try (LockClient own = LockClient.builder(locks.connector()).build()) {
      Lease lease = own.lock("order:42", NOT_RENEWED_SOON).acquire();
      locks.lose("order:42");
      await().atMost(SOON).until(() -> !lease.isHeld());
    }
  }

  @Test
  void lose_whileUnreachable_isLostOnceReachable() throws Exception {
    Lease lease = lock.acquire();
    locks.unreachable();
    locks.lose("order:42");
    assertThat(locks.heldElsewhere("order:42").fencingToken()).isGreaterThan(lease.fencingToken());
    assertThat(lease.isHeld()).as("its own clock says so").isTrue();
    locks.reachable();
    await().atMost(SOON).until(() -> !lease.isHeld());
  }

  @Test
  void lose_ofThoseWhoShare_isLostByAll() throws Exception {
    LockClient two = locks.client(settings -> {});
    Lease reader = locks.client().readWriteLock("page", NOT_RENEWED_SOON).readLock().acquire();
    Lease another = two.readWriteLock("page", NOT_RENEWED_SOON).readLock().acquire();
    Lease permit = locks.client().semaphore("pool", 3, NOT_RENEWED_SOON).acquire();
    locks.lose("page");
    locks.lose("pool");
    await().atMost(SOON).until(() -> !reader.isHeld() && !another.isHeld() && !permit.isHeld());
    assertThat(locks.client().lock("page").isLocked()).isFalse();
  }

  @Test
  void lose_isFree_throws() {
    assertThatThrownBy(() -> locks.lose("order:42"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nobody holds \"order:42\"");
  }

  @Test
  void unreachable_commandsFailAtOnce_untilReachable() throws Exception {
    locks.unreachable();
    locks.unreachable();
    assertThatThrownBy(lock::tryAcquire)
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> assertThat(e.outcome()).isEqualTo(BackendException.Outcome.NOT_DONE));
    assertThatThrownBy(() -> locks.client(settings -> {})).isInstanceOf(BackendException.class);
    assertThat(locks.otherClient().lock("a").tryAcquire()).isPresent();
    locks.reachable();
    locks.reachable();
    assertThat(lock.tryAcquire()).isPresent();
  }

  @Test
  void unreachable_forLongerThanTheLease_isLost() throws Exception {
    LockOptions brief = lease(Duration.ofMillis(200));
    Lease lease = locks.client().lock("order:42", brief).acquire();
    CompletionStage<LossReason> lost = lease.lost();
    locks.unreachable();
    assertThat(get(lost)).isNotNull(); // on a machine that stands still it can be DELETED
    assertThat(lease.isHeld()).isFalse();
    locks.reachable();
    await().atMost(SOON).until(() -> lock.tryAcquire().isPresent());
  }

  @Test
  void unreachable_whileSomebodyWaits_goesOnOnceReachable() throws Exception {
    Lease elsewhere = locks.heldElsewhere("order:42");
    CompletionStage<Lease> waiting = lock.acquireAsync();
    await().atMost(SOON).until(() -> lock.inspect().waiting() == 1);
    locks.unreachable();
    elsewhere.close();
    locks.reachable();
    assertThat(get(waiting).isHeld()).isTrue();
  }

  @Test
  void held_byClientsMadeHere_areNamedInOrder() throws Exception {
    assertThat(locks.held()).isEmpty();
    Lease b = locks.client().lock("b").acquire();
    Lease c = locks.client(settings -> {}).semaphore("c", 2).acquire();
    Lease a = locks.client().readWriteLock("a").readLock().acquire();
    assertThat(locks.held()).containsExactly("a", "b", "c");
    for (Lease each : new Lease[] {a, b, c}) {
      each.close();
    }
    assertThat(locks.held()).isEmpty();
    locks.assertNothingHeld();
  }

  @Test
  void held_keptUnused_isNot() throws Exception {
    LockOptions sticky = LockOptions.defaults().stickyFor(Duration.ofMinutes(1));
    DistributedLock kept = locks.client().lock("order:42", sticky);
    Lease lease = kept.acquire();
    assertThat(locks.held()).containsExactly("order:42");
    lease.close();
    assertThat(locks.client().local()).singleElement().matches(local -> local.kept());
    assertThat(locks.held()).isEmpty();
    locks.assertNothingHeld();
  }

  @Test
  void assertNothingHeld_somethingIs_saysWhatForHowLongAndByWhom() throws Exception {
    Lease mine = lock.acquire();
    onThread("her", () -> locks.client().lock("order:43").tryAcquire().orElseThrow());
    assertThatThrownBy(locks::assertNothingHeld)
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching(
            "left held: (?=.*\"order:42\", for \\d+ ms, acquired by thread "
                + Pattern.quote(Thread.currentThread().getName())
                + ")(?=.*\"order:43\", for \\d+ ms, acquired by thread her).*");
    mine.close();
    assertThatThrownBy(locks::assertNothingHeld).hasMessageNotContaining("order:42");
  }

  @Test
  void assertNothingHeld_othersHadItOrWait_areNotNamed() throws Exception {
    onThread("who released", () -> lock.tryAcquire().orElseThrow()).close();
    onThread("who lost", () -> lock.tryAcquire().orElseThrow());
    locks.lose("order:42");
    Lease mine = onThread("who holds", () -> lock.tryAcquire().orElseThrow());
    Optional<Lease> tried = onThread("who tried", lock::tryAcquire);
    assertThat(tried).isEmpty();
    CompletionStage<Lease> waiting = onThread("who waits", lock::acquireAsync);
    locks.heldElsewhere("busy");
    assertThatThrownBy(locks::assertNothingHeld)
        .hasMessageMatching("left held: \"order:42\", for \\d+ ms, acquired by thread who holds");
    mine.close();
    get(waiting).close();
    locks.assertNothingHeld();
  }

  @Test
  void assertNothingHeld_byAClientThatWasNotMadeHere_namesIt() throws Exception {
    try (LockClient own = LockClient.builder(locks.connector()).build();
        Lease lease = own.lock("order:42").acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThatThrownBy(locks::assertNothingHeld).hasMessage("left held: [order:42]");
    }
  }

  @Test
  void assertNothingHeld_releasedWhileUnreachable_isAwaited() throws Exception {
    Lease lease = lock.acquire();
    locks.unreachable();
    lease.close();
    locks.reachable();
    locks.assertNothingHeld();
  }

  @Test
  void failoverPolicy_oneServer_isGranted() throws Exception {
    LockOptions careful =
        LockOptions.defaults().failover(FailoverPolicy.acknowledgedBy(2).withQuarantine());
    try (Lease lease = locks.client().lock("order:42", careful).acquire()) {
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @Test
  void close_leavesNothingConnected() throws Exception {
    Lease lease = lock.acquire();
    LockClient own = LockClient.builder(locks.connector()).build();
    locks.close();
    assertThat(lease.isHeld()).isFalse();
    assertThatThrownBy(() -> own.lock("a").tryAcquire()).isInstanceOf(BackendException.class);
    own.close();
    locks.close();
  }
}
