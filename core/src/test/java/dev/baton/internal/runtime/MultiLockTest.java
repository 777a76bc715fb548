package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.Eventually.failureOf;
import static dev.baton.internal.runtime.Eventually.resultOf;
import static dev.baton.internal.runtime.ScriptedBackend.word;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.LossReason;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.ReleaseOutcome;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several locks at once, of which some are another process's. */
class MultiLockTest extends CohortCase {
  private static final Duration SHORT = Duration.ofSeconds(5);

  /** The locks that are another's. */
  private final Set<String> theirs = ConcurrentHashMap.newKeySet();

  private final MultiLock locks =
      engine.allOf(engine.lock("c"), engine.lock("a"), engine.lock("b"));

  /** How many commands were looked at. */
  private int seen;

  @BeforeEach
  void answer() {
    backend.sent.clear();
    backend.on(
        "ACQUIRE",
        command ->
            theirs.contains(name(command))
                ? backend.heldBy(HOLDER, command)
                : backend.granted(command));
  }

  private static String name(Command command) {
    return word(command, 3);
  }

  /** What was sent since this was asked last: the operation and the lock. */
  private List<String> sent() {
    List<String> sent = new ArrayList<>();
    for (; seen < backend.sent.size(); seen++) {
      sent.add(line(backend.sent.get(seen)));
    }
    return sent;
  }

  private String line(Command command) {
    String operation = backend.operation(command);
    boolean waits = operation.equals("ACQUIRE") && ScriptedBackend.waits(command);
    return (waits ? "WAIT" : operation) + " " + name(command);
  }

  /** Until it waits for a lock. */
  private void awaitWait(String name) {
    Eventually.awaitTrue(
        () -> backend.sent.stream().anyMatch(command -> line(command).equals("WAIT " + name)));
  }

  private CompletableFuture<MultiLease> wanted() {
    return locks.acquireAsync().toCompletableFuture();
  }

  private static MultiLease all(CompletableFuture<MultiLease> waiter) {
    assertThat(waiter).isCompleted();
    return waiter.join();
  }

  private Object grantedAfter(CompletableFuture<?> go, Command command) {
    Object reply = go.thenApply(any -> backend.granted(command));
    return reply;
  }

  /** The lock that is waited for is granted. */
  private void grant(long fence) {
    backend.pushGrant(backend.lastRequest("ACQUIRE"), fence, 0);
  }

  private void assertNothingLeft() {
    Eventually.awaitTrue(() -> engine.kept() == 0);
  }

  @Test
  void everyForm_allFree_isHeldAndReleased() throws Exception {
    check(locks.acquire());
    check(locks.acquire(SHORT));
    check(locks.tryAcquire().orElseThrow());
    check(locks.tryAcquire(SHORT).orElseThrow());
    check(locks.tryAcquire(Duration.ZERO).orElseThrow());
    check(resultOf(locks.acquireAsync()));
    check(resultOf(locks.acquireAsync(SHORT)));
    assertThat(locks.<Integer, RuntimeException>call(leases -> leases.leases().size()))
        .isEqualTo(3);
    assertThat(locks.<Boolean, RuntimeException>call(SHORT, MultiLease::isHeld)).isTrue();
    assertNothingLeft();
  }

  private void check(MultiLease leases) {
    sent();
    assertThat(leases.isHeld()).isTrue();
    leases.ensureHeld();
    assertThat(leases.leases()).extracting(Lease::lockName).containsExactly("a", "b", "c");
    assertThat(leases.remaining()).isPositive();
    assertThat(leases.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(sent()).containsExactly("RELEASE a", "RELEASE b", "RELEASE c");
    assertThat(leases.isHeld()).isFalse();
    assertThat(leases.release()).isEqualTo(ReleaseOutcome.RELEASED);
    leases.close();
    assertThat(sent()).isEmpty();
    assertThatThrownBy(leases::ensureHeld).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyForm_oneBusy_isEmptyOrTimesOut_andGivesTheOthersBack() throws Exception {
    theirs.add("b");
    Duration none = Duration.ZERO;
    assertThat(locks.tryAcquire()).isEmpty();
    assertThat(sent())
        .containsExactly("ACQUIRE a", "ACQUIRE b", "ACQUIRE c", "RELEASE a", "RELEASE c");
    assertThat(locks.tryAcquire(none)).isEmpty();
    assertThatThrownBy(() -> locks.acquire(none))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessage(
            "not all of 3 locks came free within 0 ms: lock \"b\" did not come free within 0 ms;"
                + " held by java on other (8)")
        .extracting(thrown -> ((LockException) thrown).lockName())
        .isEqualTo("b");
    assertThatThrownBy(() -> locks.call(none, leases -> "never"))
        .isInstanceOf(LockTimeoutException.class);
    assertThat(failureOf(locks.acquireAsync(none))).isInstanceOf(LockTimeoutException.class);
    assertNothingLeft();
  }

  @Test
  void acquire_allFree_asksForAllBeforeAnyHasAnswered() {
    CompletableFuture<@Nullable Object> go = new CompletableFuture<>();
    backend.on("ACQUIRE", command -> grantedAfter(go, command));
    Blocked<MultiLease> caller = Blocked.run(locks::acquire);
    Eventually.awaitTrue(() -> backend.sent.size() == 3);
    assertThat(sent()).containsExactly("ACQUIRE a", "ACQUIRE b", "ACQUIRE c");
    go.complete(null);
    assertThat(resultOf(caller.result()).isHeld()).isTrue();
  }

  @Test
  void acquire_oneBusy_waitsForItWithTheNamesBeforeIt_thenAsksForTheRest() {
    theirs.add("b");
    CompletableFuture<MultiLease> waiter = wanted();
    assertThat(sent())
        .containsExactly("ACQUIRE a", "ACQUIRE b", "ACQUIRE c", "RELEASE c", "WAIT b");
    assertThat(waiter).isNotDone();
    grant(77);
    assertThat(sent()).containsExactly("ACQUIRE c");
    assertThat(all(waiter).of("b").fencingToken()).isEqualTo(77);
    all(waiter).close();
    assertNothingLeft();
  }

  @Test
  void acquire_severalBusy_waitsForOneAfterTheOther() {
    theirs.addAll(Set.of("a", "c"));
    CompletableFuture<MultiLease> waiter = wanted();
    assertThat(sent())
        .containsExactly("ACQUIRE a", "ACQUIRE b", "ACQUIRE c", "RELEASE b", "WAIT a");
    theirs.add("b");
    grant(70);
    assertThat(sent()).containsExactly("ACQUIRE b", "ACQUIRE c", "WAIT b");
    grant(71);
    assertThat(sent()).containsExactly("ACQUIRE c", "WAIT c");
    grant(72);
    assertThat(all(waiter).leases()).extracting(Lease::fencingToken).containsExactly(70L, 71L, 72L);
    assertThat(sent()).isEmpty();
  }

  @Test
  void acquire_oneOfThoseBeforeIsLostWhileItWaits_isAskedForAgain() {
    theirs.add("c");
    CompletableFuture<MultiLease> waiter = wanted();
    sent();
    backend.on("RELEASE", words("DELETED"));
    backend.on("RENEW", command -> words(name(command).equals("a") ? "DELETED" : "RENEWED"));
    engine.services().renewer().doubtAll();
    Eventually.awaitTrue(() -> engine.services().renewer().size() == 1);
    backend.on("RELEASE", words("RELEASED"));
    sent();
    theirs.add("a");
    grant(90);
    assertThat(sent()).containsExactly("ACQUIRE a", "RELEASE b", "RELEASE c", "WAIT a");
    theirs.remove("c");
    grant(91);
    assertThat(sent()).containsExactly("ACQUIRE b", "ACQUIRE c");
    assertThat(all(waiter).isHeld()).isTrue();
    all(waiter).close();
    assertNothingLeft();
  }

  @Test
  void acquire_oneIsOverBeforeAnotherIsFoundBusy_waitsForTheBusyOne() {
    CompletableFuture<@Nullable Object> late = new CompletableFuture<>();
    backend.on(
        "ACQUIRE",
        command -> {
          if (name(command).equals("a")) {
            return backend.granted(command);
          }
          Object held = backend.heldBy(HOLDER, command);
          return ScriptedBackend.waits(command) ? held : late.thenApply(go -> held);
        });
    MultiLock both = engine.allOf(engine.lock("a", NOT_RENEWED), engine.lock("b"));
    CompletableFuture<MultiLease> waiter = both.acquireAsync().toCompletableFuture();
    clock.advance(NOT_RENEWED.leaseDuration().orElseThrow());
    late.complete(null);
    assertThat(sent()).contains("WAIT b").doesNotContain("WAIT a");
    grant(77);
    assertThat(sent()).containsExactly("ACQUIRE a");
    all(waiter).close();
    assertNothingLeft();
  }

  @Test
  void acquire_timeIsUpWhileItWaits_namesTheLockAndItsHolder_andKeepsNothing() {
    theirs.add("b");
    Blocked<MultiLease> caller = Blocked.run(() -> locks.acquire(SHORT));
    awaitWait("b");
    clock.advance(SHORT);
    clock.goOn();
    assertThat(failureOf(caller.result()))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageStartingWith("not all of 3 locks came free within 5 s: lock \"b\" did not")
        .hasMessageEndingWith("held by " + SHOWN)
        .extracting(thrown -> ((LockException) thrown).lockName())
        .isEqualTo("b");
    assertNothingLeft();
    assertThat(sent()).contains("RELEASE a", "RELEASE c", "CANCEL b");
  }

  @Test
  void acquire_severalBusyInTurn_haveOneDeadline() {
    theirs.addAll(Set.of("a", "b"));
    CompletableFuture<MultiLease> waiter =
        locks.acquireAsync(Duration.ofMillis(500)).toCompletableFuture();
    clock.advance(Duration.ofMillis(400));
    assertThat(waiter).isNotDone();
    grant(5);
    assertThat(sent()).endsWith("ACQUIRE b", "ACQUIRE c", "RELEASE c", "WAIT b");
    clock.advance(Duration.ofMillis(100));
    clock.goOn();
    assertThat(failureOf(waiter))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageStartingWith(
            "not all of 3 locks came free within 500 ms: lock \"b\" did not come free within 100"
                + " ms");
    assertNothingLeft();
  }

  @Test
  void acquire_serverSilentForItsTime_isGivenUp_andUndone() {
    CompletableFuture<@Nullable Object> late = new CompletableFuture<>();
    backend.on(
        "ACQUIRE",
        command ->
            name(command).equals("b")
                ? late.thenApply(go -> backend.granted(command))
                : backend.granted(command));
    CompletableFuture<MultiLease> waiter =
        locks.acquireAsync(Duration.ofMillis(10)).toCompletableFuture();
    clock.advance(Duration.ofMillis(10));
    assertThat(waiter).isNotDone();
    clock.goOn();
    assertThat(failureOf(waiter))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessage(
            "not all of 3 locks came free within 10 ms: lock \"b\": the server did not answer in"
                + " that time");
    late.complete(null);
    assertNothingLeft();
    assertThat(sent()).contains("RELEASE a", "RELEASE c").containsAnyOf("RELEASE b", "CANCEL b");
  }

  @Test
  void acquire_interruptedWhileItWaits_throws_andKeepsNothing() {
    theirs.add("c");
    Blocked<MultiLease> caller = Blocked.run(locks::acquire);
    awaitWait("c");
    caller.interrupt();
    assertThat(failureOf(caller.result()))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("interrupted while waiting; no lock is held");
    assertNothingLeft();
    assertThat(sent()).contains("RELEASE a", "RELEASE b", "CANCEL c");
  }

  @Test
  void acquire_interruptedBefore_asksNobody() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(locks::acquire).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(sent()).isEmpty();
  }

  @Test
  void tryAcquire_interrupted_doesItsWorkAndKeepsTheFlag() {
    Thread.currentThread().interrupt();
    assertThat(locks.tryAcquire()).isPresent();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void acquireAsync_cancelledWhileItWaits_keepsNothing() {
    theirs.add("c");
    CompletableFuture<MultiLease> waiter = wanted();
    waiter.cancel(true);
    assertThat(sent()).contains("RELEASE a", "RELEASE b", "WAIT c", "CANCEL c");
    assertNothingLeft();
  }

  @Test
  void acquireAsync_cancelledJustBeforeItWaits_leavesTheQueue() {
    theirs.addAll(Set.of("a", "b"));
    CompletableFuture<MultiLease> waiter = wanted();
    clock.onLook(
        () -> {
          if (asksToWait()) {
            waiter.cancel(true);
          }
        });
    grant(7);
    assertThat(waiter).isCancelled();
    clock.onLook(() -> {});
    assertThat(sent()).contains("RELEASE a", "RELEASE c");
    assertNothingLeft();
  }

  /** Whether whoever looks at the clock is about to send what waits for a lock. */
  private static boolean asksToWait() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    frame ->
                        frame.getClassName().endsWith("Gathering")
                            && frame.getMethodName().equals("await")));
  }

  @Test
  void acquireAsync_cancelledWhileItAsks_givesBackWhatIsGrantedAfterwards() {
    CompletableFuture<@Nullable Object> go = new CompletableFuture<>();
    backend.on("ACQUIRE", command -> grantedAfter(go, command));
    CompletableFuture<MultiLease> waiter = wanted();
    waiter.cancel(true);
    go.complete(null);
    assertNothingLeft();
    assertThat(sent()).hasSize(6);
  }

  @Test
  void acquire_refusedForOne_throwsThat_andKeepsNothing() {
    backend.on(
        "ACQUIRE",
        command -> {
          if (name(command).equals("b")) {
            throw new ConnectionFault("cut", false, null);
          }
          return backend.granted(command);
        });
    assertThatThrownBy(locks::acquire)
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("lock \"b\": cut");
    assertThatThrownBy(locks::tryAcquire).isInstanceOf(BackendException.class);
    assertThatThrownBy(() -> locks.tryAcquire(SHORT)).isInstanceOf(BackendException.class);
    assertNothingLeft();
  }

  @Test
  void acquire_clientClosed_throws() {
    theirs.add("a");
    CompletableFuture<MultiLease> waiter = wanted();
    clock.goOn();
    engine.close();
    assertThat(failureOf(waiter)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(locks::acquire).isInstanceOf(IllegalStateException.class);
    assertThat(failureOf(locks.acquireAsync())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void acquire_heldInThisProcess_waitsUntilItIsReleasedHere() {
    Lease mine = take(engine.lock("b"));
    CompletableFuture<MultiLease> waiter = wanted();
    assertThat(waiter).isNotDone();
    release(mine);
    assertThat(all(waiter).isHeld()).isTrue();
    all(waiter).close();
    assertNothingLeft();
  }

  @Test
  void lost_one_isToldWithItsName_andTheOthersStay() {
    MultiLease leases = locks.tryAcquire().orElseThrow();
    CompletableFuture<MultiLease.Loss> told = new CompletableFuture<>();
    leases.onLost(told::complete);
    assertThat(leases.lost() == leases.lost()).isTrue(); // isSameAs would compare its own futures
    lose("b");
    assertThat(resultOf(told)).isEqualTo(new MultiLease.Loss("b", LossReason.DELETED));
    assertThat(leases.isHeld()).isFalse();
    assertThat(leases.remaining()).isZero();
    assertThat(leases.of("a").isHeld()).isTrue();
    assertThat(leases.of("c").isHeld()).isTrue();
    assertThatThrownBy(leases::ensureHeld)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("\"b\"");
    sent();
    assertThat(leases.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(sent()).containsExactly("RELEASE a", "RELEASE c");
    assertThatThrownBy(leases::ensureHeld)
        .as("although \"a\" was released")
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("\"b\"");
    assertNothingLeft();
  }

  private void lose(String name) {
    int before = engine.services().renewer().size();
    backend.on("RENEW", command -> words(name(command).equals(name) ? "DELETED" : "RENEWED"));
    engine.services().renewer().doubtAll();
    Eventually.awaitTrue(() -> engine.services().renewer().size() == before - 1);
  }

  @Test
  void release_oneFails_releasesTheOthers_andNamesIt() {
    MultiLease leases = locks.tryAcquire().orElseThrow();
    backend.on(
        "RELEASE",
        command -> {
          if (!name(command).equals("b")) {
            throw new ConnectionFault("cut " + name(command), true, null);
          }
          return words("RELEASED");
        });
    assertThatThrownBy(leases::release)
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("lock \"a\": cut a")
        .hasMessageContaining("lock \"c\": cut c")
        .extracting(thrown -> ((BackendException) thrown).outcome())
        .isEqualTo(BackendException.Outcome.UNKNOWN);
    assertThat(leases.leases()).noneMatch(Lease::isHeld);
    assertThat(failureOf(leases.releaseAsync())).isInstanceOf(BackendException.class);
    backend.on("RELEASE", words("RELEASED"));
    clock.goOn();
    assertNothingLeft();
  }

  @Test
  void close_oneFails_isLoggedOnly() {
    MultiLease leases = locks.tryAcquire().orElseThrow();
    backend.on("RELEASE", command -> words("DELETED"));
    leases.close();
    MultiLease again = locks.tryAcquire().orElseThrow();
    cut("RELEASE");
    try (LogRecords log = new LogRecords()) {
      again.close();
      assertThat(log.lines("not released")).hasSize(3);
    }
    backend.on("RELEASE", words("RELEASED"));
    clock.goOn();
    assertNothingLeft();
  }

  @Test
  void call_oneIsLostMeanwhile_throwsAfterTheWork() {
    assertThatThrownBy(
            () ->
                locks.call(
                    leases -> {
                      lose("c");
                      return "done";
                    }))
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("\"c\"");
    assertThatThrownBy(
            () ->
                locks.call(
                    leases -> {
                      throw new java.io.IOException("of the work");
                    }))
        .isInstanceOf(java.io.IOException.class);
    assertNothingLeft();
  }

  @Test
  void callback_onTheTimersThread_mustNotWait() {
    MultiLease leases = locks.tryAcquire().orElseThrow();
    CompletableFuture<@Nullable Object> reply = backend.hold("RELEASE");
    CompletableFuture<@Nullable Void> called = new CompletableFuture<>();
    engine
        .services()
        .timer()
        .soon(
            () -> {
              try {
                assertThatThrownBy(locks::acquire).hasMessageContaining("acquireAsync()");
                assertThatThrownBy(locks::tryAcquire).isInstanceOf(BackendException.class);
                leases.close();
                assertThatThrownBy(leases::release).hasMessageContaining("its release was sent");
                called.complete(null);
              } catch (Throwable e) {
                called.completeExceptionally(e);
              }
            });
    resultOf(called.thenApply(done -> "done"));
    reply.complete(words("RELEASED"));
    assertThat(leases.release()).isEqualTo(ReleaseOutcome.RELEASED);
  }

  @Test
  void of_aNameThatIsNoneOfThem_isRefused() {
    MultiLease leases = locks.tryAcquire().orElseThrow();
    assertThatThrownBy(() -> leases.of("d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"d\" is none of the locks [a, b, c]");
    assertThat(leases).asString().startsWith("MultiLease[Lease[\"a\"");
    assertThat(locks).hasToString("MultiLock[a, b, c]");
    leases.close();
  }
}
