package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.Acquirable;
import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.spi.ServerError;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a lock does beside acquiring: work done under it, looks at it, and its identity. */
class NamedLockTest {
  private static final String HOLDER = "java@other:8/them.5#41";

  private final ScriptedBackend backend = new ScriptedBackend();
  private final Engine engine = backend.engine();
  private final DistributedLock lock = engine.lock("order:42");

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void lock_ofTheSameClientAndName_isTheSameWhateverItsKindAndOptions() {
    LockOptions strict = LockOptions.defaults().strictFifo(true);
    List<Acquirable> same =
        List.of(
            engine.lock("order:42", strict),
            engine.readWriteLock("order:42").readLock(),
            engine.readWriteLock("order:42", strict).writeLock(),
            engine.semaphore("order:42", 5).withWeight(2));
    try (Engine another = new ScriptedBackend().engine()) {
      for (Acquirable one : same) {
        assertThat(lock.isSameLock(one)).as("%s", one).isTrue();
        assertThat(one.isSameLock(lock)).as("%s", one).isTrue();
        assertThat(one.isSameLock(engine.lock("order:43"))).as("%s", one).isFalse();
        assertThat(one.isSameLock(another.lock("order:42"))).as("%s", one).isFalse();
      }
    }
    Acquirable foreign = anothers(lock);
    assertThat(lock.isSameLock(foreign)).as("not one of Baton's").isFalse();
  }

  /** One that somebody else made. */
  private static Acquirable anothers(Acquirable behind) {
    return (Acquirable)
        Proxy.newProxyInstance(
            Acquirable.class.getClassLoader(),
            new Class<?>[] {Acquirable.class},
            (proxy, method, arguments) -> method.invoke(behind, arguments));
  }

  @Test
  void call_work_isDoneUnderTheLockAndReturns() throws Exception {
    String result = lock.call(lease -> lease.isHeld() + " " + lease.lockName());

    assertThat(result).isEqualTo("true order:42");
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void call_workThrows_releasesAndThrowsTheSame() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                lock.call(
                    Duration.ofSeconds(1),
                    lease -> {
                      throw new IOException("full");
                    }))
        .withMessage("full");
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void call_lockLostMeanwhile_throwsThough() {
    backend.on("RELEASE", words("DELETED"));

    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> lock.call(lease -> "done"))
        .satisfies(lost -> assertThat(lost.reason()).isEqualTo(LossReason.DELETED));
  }

  @Test
  void call_heldForTooLong_doesNotBegin() {
    backend.held(HOLDER);
    AtomicInteger begun = new AtomicInteger();

    assertThatExceptionOfType(LockTimeoutException.class)
        .isThrownBy(() -> lock.call(Duration.ofMillis(20), lease -> begun.incrementAndGet()));
    assertThat(begun).hasValue(0);
  }

  @Test
  void isLocked_anyAnswer_isWhetherTheKeyIsThere() {
    backend.on("EXISTS", 1L);
    assertThat(lock.isLocked()).isTrue();

    backend.on("EXISTS", 0L);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void isLocked_serverRefuses_isAnErrorOfTheLock() {
    backend.on(
        "EXISTS",
        command -> {
          throw new ServerError("NOPERM this user has no permissions");
        });

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(lock::isLocked)
        .satisfies(refused -> assertThat(refused.lockName()).isEqualTo("order:42"))
        .withMessageContaining("NOPERM");
  }

  @Test
  void inspect_held_tellsHolderTimeFenceAndWaiters() {
    String waiter = "baton:inbox:1 1.7 3000 256 # java@third:9/1.7";
    backend.on("INSPECT", words("HELD", HOLDER, 1_500L, 41L, 5_041L, 3L, words(waiter, "4041")));

    assertThat(lock.inspect())
        .isEqualTo(
            new LockState(
                "order:42",
                Optional.of(HOLDER),
                Optional.of(Duration.ofMillis(5)),
                Optional.of(Duration.ofMillis(1_500)),
                Optional.of(41L),
                3,
                List.of(new LockState.Waiter("java@third:9/1.7", Duration.ofMillis(1)))));
  }

  @Test
  void inspect_shared_tellsAllWhoShareItAndWhatIsWaitedFor() {
    String writer = "baton:inbox:1 1.7 3000 256 # java@third:9/1.7";
    String permits = "baton:inbox:1 1.8 3000 1 2/5 java@third:9/1.8";
    Object waiters = words(writer, "4041", permits, "4041");
    Object holders = words("java@a:1/1.1*1", "15", "java@b:1/1.1*3", "1005");
    backend.on(
        "INSPECT",
        words("SHARED", "java@b:1/1.1*3", 1_000L, 41L, 5_041L, 2L, waiters, 7L, 4L, 2L, holders));

    LockState state = lock.inspect();
    assertThat(state.holder()).contains("java@b:1/1.1*3");
    assertThat(state.expiresIn()).contains(Duration.ofSeconds(1));
    assertThat(state.waiters())
        .containsExactly(
            new LockState.Waiter("java@third:9/1.7", Duration.ofMillis(1)),
            new LockState.Waiter(
                "java@third:9/1.8",
                Duration.ofMillis(1),
                Optional.of(new LockState.Share(2, OptionalInt.of(5)))));
    assertThat(state.sharing())
        .contains(
            new LockState.Sharing(
                2,
                4,
                /* limited= */ false,
                List.of(
                    new LockState.Holder("java@a:1/1.1*1", 1, Duration.ofMillis(10)),
                    new LockState.Holder("java@b:1/1.1*3", 3, Duration.ofSeconds(1)))));
  }

  @Test
  void release_onBehalfOfOneWhoSharesIt_givesItsShareBack() {
    backend.on("UNSHARE", words("RELEASED"));
    backend.on("PROLONG", words("RENEWED"));
    assertThat(lock.release("java@a:1/1.1*1")).isTrue();
    assertThat(lock.renew("java@a:1/1.1*1", Duration.ofMinutes(1))).isTrue();
    assertThat(lock.release("my own*1")).isTrue();
    assertThat(backend.operations()).containsExactly("UNSHARE", "PROLONG", "RELEASE");
  }

  @Test
  void inspect_heldForEver_hasNoEnd() {
    backend.on("INSPECT", words("HELD", HOLDER, -1L, 41L, 42L, 0L, List.of()));

    assertThat(lock.inspect().expiresIn()).isEmpty();
  }

  @Test
  void inspect_freeAndForgotten_hasNeitherHolderNorFence() {
    backend.on("INSPECT", words("FREE", 0L, 42L, 0L, List.of()));

    assertThat(lock.inspect())
        .isEqualTo(
            new LockState(
                "order:42",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                List.of()));
  }

  @Test
  void inspect_keyOfAnotherType_isAnErrorThatNamesIt() {
    backend.on("INSPECT", words("FOREIGN", "hash"));

    assertThatExceptionOfType(LockException.class)
        .isThrownBy(lock::inspect)
        .withMessageContaining("type hash");
  }

  @Test
  void release_byTheTokenOfALeaseHere_tellsItAtOnce() throws Exception {
    Lease lease = lock.acquire();

    assertThat(lock.release(lease.ownerToken())).isTrue();
    assertThat(lease.isHeld()).isFalse();
    assertThat(Eventually.resultOf(lease.lost().toCompletableFuture()))
        .isEqualTo(LossReason.DELETED);
  }

  @Test
  void release_byTheTokenOfAStrictLeaseHere_tellsItAtOnce() throws Exception {
    DistributedLock strict = engine.lock("order:42", LockOptions.defaults().strictFifo(true));
    Lease lease = strict.acquire();

    assertThat(lock.release(lease.ownerToken())).isTrue();
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void release_byTheTokenOfAnEarlierLease_leavesTheOneNow() throws Exception {
    Lease before = lock.acquire();
    before.release();
    Lease now = lock.acquire();

    assertThat(lock.release(before.ownerToken())).isTrue();
    assertThat(now.isHeld()).isTrue();
  }

  @Test
  void release_byATokenThatDoesNotHoldIt_isFalse() {
    backend.on("RELEASE", words("OVERWRITTEN", HOLDER));

    assertThat(lock.release("somebody")).isFalse();
  }

  @Test
  void renew_byTheTokenOfALeaseHere_movesItsDeadlineAwayOnly() throws Exception {
    Lease lease = lock.acquire();
    Duration before = lease.remaining();

    assertThat(lock.renew(lease.ownerToken(), Duration.ofMillis(100))).isTrue();
    assertThat(lease.remaining()).isGreaterThan(Duration.ofSeconds(20));
    assertThat(lock.renew(lease.ownerToken(), Duration.ofMinutes(10))).isTrue();
    assertThat(lease.remaining()).isGreaterThan(before);
  }

  @Test
  void renew_byTheCallersTokenOfALeaseHere_movesItsDeadlineAway() throws Exception {
    Lease lease = engine.lock("order:42", CohortCase.NOT_RENEWED.ownerToken("mine")).acquire();

    assertThat(lock.renew("mine", Duration.ofMinutes(10))).isTrue();
    assertThat(lease.remaining()).isGreaterThan(Duration.ofMinutes(9));
  }

  @Test
  void renew_byTheTokenOfALeaseHereThatIsGone_endsIt() throws Exception {
    Lease lease = lock.acquire();
    backend.on("RENEW", words("DELETED"));

    assertThat(lock.renew(lease.ownerToken(), Duration.ofMinutes(10))).isFalse();
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  void renew_byATokenOfSomebodyElse_isWhatTheServerSays() {
    assertThat(lock.renew("somebody", Duration.ofMinutes(1))).isTrue();
    backend.on("RENEW", words("OVERWRITTEN", HOLDER));
    assertThat(lock.renew("somebody", Duration.ofMinutes(1))).isFalse();
  }

  @Test
  void tryAcquire_interrupted_leavesTheInterruptForLater() {
    Thread.currentThread().interrupt();

    assertThat(lock.tryAcquire()).isPresent();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void tryAcquire_interruptedBesideTheCommandOfAnother_endsWithItsAnswerAndKeepsTheInterrupt() {
    CompletableFuture<@Nullable Object> reply = backend.hold("ACQUIRE");
    CompletableFuture<Lease> first = lock.acquireAsync().toCompletableFuture();
    Blocked<Boolean> trying =
        Blocked.run(() -> lock.tryAcquire().isPresent() || !Thread.currentThread().isInterrupted());
    trying.awaitParked();
    trying.interrupt();
    reply.complete(backend.granted(backend.commands("ACQUIRE").get(0)));

    assertThat(Eventually.resultOf(trying.result())).isFalse();
    assertThat(first).isCompleted();
  }

  @Test
  void acquire_interruptedBefore_asksForNothing() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(lock::acquire);
    assertThat(backend.operations()).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void locks_sameNameAndOptions_areEqual() {
    LockOptions others = LockOptions.defaults().betweenChecks(Duration.ofSeconds(1));

    assertThat(lock)
        .isEqualTo(engine.lock("order:42"))
        .hasSameHashCodeAs(engine.lock("order:42"))
        .isNotEqualTo(engine.lock("order:43"))
        .isNotEqualTo(engine.lock("order:42", others))
        .isNotEqualTo("order:42")
        .hasToString("DistributedLock[\"order:42\"]");
  }

  @Test
  void lease_longerThanTheLongestHold_isAsLongAsThat() throws Exception {
    LockOptions brief =
        LockOptions.defaults().leaseDuration(Duration.ofSeconds(20)).maxHold(Duration.ofSeconds(2));

    Lease lease = engine.lock("order:42", brief).acquire();

    assertThat(lease.remaining()).isLessThanOrEqualTo(Duration.ofSeconds(2));
    assertThat(ScriptedBackend.argument(backend.commands("ACQUIRE").get(0), "lease"))
        .isEqualTo("2000");
  }

  @Test
  void acquire_afterTheClientIsClosed_saysSo() {
    engine.close();

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(lock::acquire)
        .withMessageContaining("closed");
  }
}
